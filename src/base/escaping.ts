/**
 * Text from contracts, branch names and comments is hostile until it is escaped for where it goes. One function per
 * destination; `html.ts` holds the one for pages.
 */

/** For a Markdown paragraph, list item or table cell of a comment: no markup, mention or line break of the text's own survives. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\r\n\t]+/g, ' ')
      .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (char) =>
        char === '<' ? '&lt;' : char === '>' ? '&gt;' : char === '&' ? '&amp;' : `\\${char}`,
      )
      // A zero-width space after @ keeps a contract from notifying people.
      .replaceAll('@', '@\u200b')
  )
}

/** A Markdown code span that holds the text as it is; the fence grows until the text cannot close it (CommonMark 6.1). */
export function markdownCode(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : ''
  // Inside a table a pipe splits the cell even in code (GitHub Flavored Markdown 4.10).
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`
}

/** Messages quote values in backticks; this escapes the rest of a message and keeps those spans as code. */
export function markdownMessage(message: string): string {
  return message
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.length > 2 && part.startsWith('`') && part.endsWith('`')
        ? markdownCode(part.slice(1, -1))
        : markdownText(part),
    )
    .join('')
}

/** For a terminal: control characters (escape sequences among them) and bidirectional overrides shown as `\u{…}`. */
export function terminalText(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  )
}
