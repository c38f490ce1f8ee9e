import type { Place } from './place.ts'

/** Enough to tell one operation or schema from another; a finding about all of a large file is not compared by all of it. */
const mostLines = 200

/**
 * What stands at a place and below it, without the key it stands under, without indentation and blank lines: the same text wherever
 * it is moved, whatever it is then called. Empty where the text has no such line. Told by indentation, as people write YAML and
 * JSON.
 */
export function excerptOf(lines: readonly string[], { line, column }: Place): string {
  const first = lines[line - 1]
  if (first === undefined) return ''
  const indent = column - 1
  const below: string[] = []
  for (const text of lines.slice(line, line + mostLines)) {
    if (text.trim() === '') continue
    if (text.search(/\S/) <= indent) break
    below.push(text)
  }
  const margin = Math.min(...below.map((text) => text.search(/\S/)))
  const own = first.slice(indent).replace(/^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s'"{[#][^:#]*):(?=\s|$)/, '')
  return [own, ...below.map((text) => text.slice(margin))]
    .map((text) => text.trimEnd().replace(/,$/, ''))
    .join('\n')
    .trim()
}
