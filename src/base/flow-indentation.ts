/**
 * What stands in brackets or quotes over several lines may begin a line anywhere, as most readers of YAML have it: a closing bracket below
 * the key that it belongs to is common. js-yaml holds to the letter of YAML, which wants each of these lines indented further than
 * that key.
 */

/**
 * The text with the line that `offset` is on joined to the one before, character for character, so that all places stay. `null` where that
 * could mean something else: after a blank line, or an escaped line break.
 */
export function joinedToLineBefore(text: string, offset: number): string | null {
  const end = text.lastIndexOf('\n', offset - 1)
  if (end < 0 || !/^ *$/.test(text.slice(end + 1, offset))) return null
  const start = text.lastIndexOf('\n', end - 1) + 1
  const before = text.slice(start, end).replace(/\r$/, ' ')
  if (/^\s*$|\\\s*$/.test(before)) return null
  const kept = withoutComment(before)
  return `${text.slice(0, start)}${kept.padEnd(before.length)} ${text.slice(end + 1)}`
}

/** A `#` begins a comment after a space, outside of quotes. */
function withoutComment(line: string): string {
  for (const { index } of line.matchAll(/(?<=^|\s)#/g)) {
    const before = line.slice(0, index)
    if (isEven(before.match(/"/g)) && isEven(before.match(/'/g))) return before
  }
  return line
}

const isEven = (found: readonly string[] | null) => (found?.length ?? 0) % 2 === 0
