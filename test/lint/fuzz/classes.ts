import { isDeepStrictEqual } from 'node:util'
import { isMap, parseDocument as parseNodes } from 'yaml'
import { parseDocument } from '#base/document.ts'
import { parsers } from '../spectral/spectral-itself.ts'
import { crashed, type Disagreement, type Texts, withoutMark } from './compare.ts'

/** A way in which Spectral's answer is not ours, and is not to be. */
export interface DisagreementClass {
  readonly id: string
  /** As the page about lint says it. */
  readonly because: string
  /** The smallest there are; each alone makes the two differ. */
  readonly examples: readonly string[]
  accountsFor(one: Disagreement, all: readonly Disagreement[], texts: Texts): boolean
}

const head = 'openapi: 3.0.3\ninfo: { title: T, version: 1.0.0 }\npaths: {}\n'

export const classes: readonly DisagreementClass[] = [
  {
    id: 'tab',
    because: 'It warns of every tab; we have nothing against tabs where YAML and JSON allow them.',
    examples: [`${head}x-a:\tb\n`],
    accountsFor: ({ kind, rule, says }) =>
      kind === 'theirs' && rule === 'parser' && says.join().startsWith('Using tabs'),
  },
  {
    id: 'hasOwnProperty',
    because:
      'It ends with an error where a key is called `hasOwnProperty` or `__proto__`; to us they are keys like any other.',
    examples: [`${head}x-a: { hasOwnProperty: 1 }\n`, `${head}x-a: { __proto__: a }\n`],
    accountsFor: (_, all, texts) =>
      all.some(({ kind, rule }) => kind === 'theirs' && rule === crashed) &&
      Object.values(texts).some((text) => /hasOwnProperty|__proto__/.test(text)),
  },
  {
    id: 'reading',
    because:
      'It reads some YAML otherwise than YAML 1.2 says: it drops blank lines at the start of a `|` block, takes `!!str 3` for a number, merges what is called `"<<"` in quotes, and lets a `<<` win over a key before it.',
    examples: [
      `${head}tags:\n  - name: |-\n\n      b\n  - name: a\n`,
      `${head}tags: [{ name: a, description: !!str 3 }]\n`,
      `${head}tags: [{ name: a, "<<": { description: d } }]\n`,
      `${head}tags: [{ name: a, description: d, <<: { description: <script } }]\n`,
    ],
    accountsFor: (_one, _all, texts) => Object.entries(texts).some(([path, text]) => isReadOtherwise(path, text)),
  },
  {
    id: 'line',
    because: 'Of what stands below an alias, or below a `$ref` that is no text, it tells the first line of the file.',
    examples: [`${head}x-tags: &tags [{ name: a }]\ntags: *tags\n`],
    accountsFor: ({ kind, says }, _, texts) =>
      kind === 'line' &&
      says.join() === '1' &&
      Object.values(texts).some((text) => /[:-]\s+\*\w|\$ref["']?:\s*(?:[{[&!]|$)/m.test(text)),
  },
]

/** What no class accounts for, and the classes that account for the others. */
export function explained(all: readonly Disagreement[], texts: Texts) {
  const reasons = new Set<DisagreementClass>()
  const left = all.filter((one) => {
    const known = classes.filter(({ accountsFor }) => accountsFor(one, all, texts))
    for (const reason of known) reasons.add(reason)
    return known.length === 0
  })
  return { reasons, left }
}

/** By Spectral, while the library `yaml` reads what we do. */
function isReadOtherwise(path: string, text: string): boolean {
  const ours = parseDocument(path, new TextEncoder().encode(text)).value
  const isOurs = (value: unknown) => isDeepStrictEqual(plain(value), plain(ours))
  const nodes = parseNodes(withoutMark(text), { uniqueKeys: false, merge: true })
  const isMerged = isMap(nodes.contents) && /<</.test(text) // which the library does for quoted ones, too
  return !isOurs(parsers.Yaml.parse(withoutMark(text)).data) && (isMerged || isOurs(nodes.toJS()))
}

/** With what readers call differently made equal: -0, and keys that are no text. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
