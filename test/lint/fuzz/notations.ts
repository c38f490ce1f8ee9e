import { type CreateNodeOptions, type DocumentOptions, stringify, type ToStringOptions } from 'yaml'
import type { Random } from '../../diff/fuzz/random.ts'
import type { Json } from './mutate.ts'

/** A value as one of the many texts that people and programs write it as, and what was done to the text. */
export interface Written {
  readonly text: string
  readonly ways: readonly string[]
}

export function written(random: Random, path: string, value: Json): Written {
  const json = () => JSON.stringify(value, null, random.pick([0, 1, 2, '\t'])) ?? 'null'
  if (path.endsWith('.json')) return changed(random, 'JSON', json(), inJson)
  if (random.chance(0.1)) return changed(random, 'JSON', json(), inJson)
  return changed(random, 'YAML', stringify(value, styleOf(random)), inYaml)
}

function styleOf(random: Random): DocumentOptions & CreateNodeOptions & ToStringOptions {
  const quotes = ['PLAIN', 'PLAIN', 'PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const
  return {
    aliasDuplicateObjects: random.chance(0.8),
    collectionStyle: random.pick(['any', 'any', 'any', 'block', 'flow']),
    defaultStringType: random.pick(quotes) ?? 'PLAIN',
    defaultKeyType: random.pick(['PLAIN', 'PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'] as const) ?? 'PLAIN',
    indent: random.pick([2, 2, 4, 3]) ?? 2,
    indentSeq: random.chance(0.5),
    lineWidth: random.pick([0, 20, 80]) ?? 0,
  }
}

type Change = readonly [what: string, act: (lines: string[], random: Random) => void]

const comments = ['# é😀 ü', '#', '# a: b', '#\t{']

const inYaml: readonly Change[] = [
  ['a comment', (lines, random) => insert(lines, random, `${' '.repeat(random.int(5))}${random.pick(comments)}`)],
  [
    'a comment at the end of a line',
    (lines, random) => alter(lines, random, (line) => `${line} ${random.pick(comments)}`),
  ],
  ['an empty line', (lines, random) => insert(lines, random, random.pick(['', '  ', '\t']) as string)],
  ['a tab after a colon', (lines, random) => alter(lines, random, (line) => line.replace(': ', ':\t'))],
  ['a tab at the end of a line', (lines, random) => alter(lines, random, (line) => `${line}\t`)],
  ['spaces at the end of a line', (lines, random) => alter(lines, random, (line) => `${line}   `)],
  ['a key without quotes', (lines) => each(lines, (line) => line.replace(/^(\s*)["'](\d+|null|true)["']:/, '$1$2:'))],
  [
    'a key behind a question mark',
    (lines, random) => alter(lines, random, (line) => line.replace(/^( *)([\w-]+):( [^|>&].*)$/, '$1? $2\n$1:$3')),
  ],
  ['a merge key', (lines, random) => mergeInto(lines, random)],
  ['the start of a document', (lines) => void lines.unshift('---')],
  ['a version', (lines) => void lines.unshift('%YAML 1.2', '---')],
  ['the end of a document', (lines) => void lines.push('...')],

  [
    'a value on a line of its own',
    (lines, random) => alter(lines, random, (line) => line.replace(/^( *)([\w-]+): ([\w-]+)$/, '$1$2:\n$1    $3')),
  ],
  ['a tag', (lines, random) => alter(lines, random, (line) => line.replace(/^( *[\w-]+): ([\w-]+)$/, '$1: !!str $2'))],
  [
    'an anchor on a scalar',
    (lines, random) => alter(lines, random, (line) => line.replace(/^( *[\w-]+): (\w+)$/, '$1: &s $2')),
  ],
]

const inJson: readonly Change[] = [
  ['an empty line', (lines, random) => insert(lines, random, '')],
  ['a tab', (lines, random) => alter(lines, random, (line) => line.replace(/": /, '":\t'))],
  ['spaces at the end of a line', (lines, random) => alter(lines, random, (line) => `${line}   `)],
  ['escapes', (lines, random) => alter(lines, random, (line) => line.replaceAll('e', '\\u0065'))],
]

/** The text with a few changes, then with line ends of another kind or a byte order mark, now and then. */
function changed(random: Random, notation: string, text: string, changes: readonly Change[]): Written {
  const ways = [notation]
  const lines = text.split('\n')
  for (const [what, act] of random.some(changes, 0.1)) {
    act(lines, random)
    ways.push(what)
  }
  let result = lines.join('\n')
  if (random.chance(0.15)) {
    result = result.replaceAll('\n', '\r\n')
    ways.push('CRLF')
  }
  if (random.chance(0.1)) {
    result = `\ufeff${result}`
    ways.push('a byte order mark')
  }
  return { text: result, ways }
}

function each(lines: string[], change: (line: string) => string): void {
  lines.splice(0, lines.length, ...lines.map(change))
}

function insert(lines: string[], random: Random, line: string): void {
  lines.splice(random.int(lines.length), 0, line)
}

function alter(lines: string[], random: Random, change: (line: string) => string): void {
  const at = random.int(lines.length)
  lines[at] = change(lines[at] ?? '')
}

/** Of a mapping that is named above all others. Where a line is no key this makes nonsense, which is an input like any other. */
function mergeInto(lines: string[], random: Random): void {
  const keys = lines.flatMap((line, at) => (/^\s+[\w-]+:/.test(line) ? [at] : []))
  const at = random.pick(keys)
  if (at === undefined) return
  const margin = /^\s*/.exec(lines[at] ?? '')?.[0] ?? ''
  lines.splice(at, 0, `${margin}<<: *merged`)
  lines.unshift('x-merged: &merged', '  description: <script>', '  type: string', '  x-own: { example: 1 }')
}
