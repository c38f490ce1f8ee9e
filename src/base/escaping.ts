/**
 * Text from contracts, branch names and comments is hostile until it is escaped for where it goes. One function per
 * destination; `html.ts` holds the one for pages.
 */

/**
 * For a Markdown paragraph, list item or table cell of a comment: no markup, mention or line break of the text's own survives.
 * A bare web address may still become a link, which then shows where it leads.
 */
export function markdownText(text: string): string {
  return (
    visible(text.replace(/[\r\n\t]+/g, ' '))
      .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (char) =>
        char === '<' ? '&lt;' : char === '>' ? '&gt;' : char === '&' ? '&amp;' : `\\${char}`,
      )
      .replace(/^ *(?=[-=])|(?<=^ *\d+)(?=\.)/, '$&\\')
      // A zero-width space keeps a contract from notifying people and from being listed on other proposals: the forge looks
      // for `@name` and `#12` after Markdown has taken the backslashes away.
      .replace(/@|#(?=\d)/g, '$&\u200b')
  )
}

/** Inline code of Markdown that holds the text as it is; the fence grows until the text cannot close it (CommonMark 6.1). */
export function markdownCode(text: string): string {
  // Most of what is shown are plain names.
  if (/^[\w./{}$:-]+$/.test(text)) return `\`${text}\``
  const line = visible(text.replace(/[\r\n]+/g, ' '))
  // Inside a table a pipe splits the cell even in a code span, outside of one its backslash would be shown (GitHub Flavored
  // Markdown 4.10). As ordinary text inside an element it is right in both.
  if (line.includes('|')) return `<code>${markdownText(line)}</code>`
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  // A space on both sides is taken off when the span is shown.
  const pad = /^`|`$|^ .* $|^$/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
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
  return visible(text)
}

/** Keeps tabs and line feeds. Overrides are shown wherever people read, since they reorder the trusted words around them. */
function visible(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  )
}
