import type { IRuleResult, RulesetDefinition } from '@stoplight/spectral-core'
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Document as Nodes,
  parseDocument,
} from 'yaml'
import type { Contract } from '#contract/contract.ts'
import { lint } from '#lint/lint.ts'
import { sentence } from '#lint/spectral-ruleset.ts'
import { read } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'
import { core, parsers, refResolver, rulesets } from '../spectral/spectral-itself.ts'

/** The texts of the files of a contract, by path; the first is the entry. */
export type Texts = Readonly<Record<string, string>>

export type Language = 'oas' | 'asyncapi' | 'arazzo'

export type Comparison =
  /** We do not judge it, and this rule says why. */
  { readonly unread: string } | { readonly disagreements: readonly Disagreement[]; readonly findings: number }

export interface Disagreement {
  /** Whose the finding is; `words`: of both, but Spectral words it otherwise; `line`: Spectral has it on another line. */
  readonly kind: 'ours' | 'theirs' | 'words' | 'line'
  readonly rule: string
  readonly at: string
  readonly says: readonly string[]
}

/** What lint finds by all rules of the language, and what Spectral does; places are those of a third reader, the library `yaml`. */
export async function compare(texts: Texts, language: Language): Promise<Comparison> {
  const { contract, findings } = await read(sourceOf(texts))
  if (contract === null) return { unread: findings.find(({ severity }) => severity === 'error')?.rule ?? 'nothing' }
  const [ours, theirs] = await Promise.all([
    foundByUs(contract as Contract, language),
    foundBySpectral(texts, language),
  ])
  return { disagreements: differences(ours, theirs), findings: theirs.size }
}

interface Told {
  readonly rule: string
  readonly messages: Set<string>
  /** Lines that Spectral has it on. */
  readonly lines: Set<number>
  readonly line: number
}

/** By place, severity and rule. */
type Findings = ReadonlyMap<string, Told>

export const crashed = 'rule-crashed'

async function foundByUs(contract: Contract, language: Language): Promise<Findings> {
  const found = new Map<string, Told>()
  const ruleset = { name: 'r.yaml', text: `extends: [["spectral:${language}", all]]\n` }
  for (const { rule, severity, message, place } of await lint(contract, ruleset)) {
    const at = rule === crashed ? '' : `${place?.file}:${place?.line}:${place?.column} `
    add(found, at, severity, rule, rule === crashed ? '' : message, place?.line ?? 0)
  }
  return found
}

const severities = ['error', 'warning', 'info', 'info']

async function foundBySpectral(texts: Texts, language: Language): Promise<Findings> {
  const found = new Map<string, Told>()
  const [entry = '', text = ''] = Object.entries(texts)[0] ?? []
  const results = await resultsOf(texts, entry, text, language)
  if (results === null) {
    add(found, '', 'error', crashed, '', 0)
    return found
  }
  const readers = new Map(Object.entries(texts).map(([path, content]) => [path, placesIn(content)]))
  for (const { code, severity, message, source, path, range } of results) {
    if (code === 'unrecognized-format' || code === 'invalid-ref') continue
    const file = source?.replace(/^\//, '') ?? entry
    const known = readers.has(file)
    const place =
      code === 'parser'
        ? { line: range.start.line + 1, column: range.start.character + 1, valueLine: 0 }
        : readers.get(known ? file : entry)?.(known ? path : [])
    const at = `${known ? file : entry}:${place?.line}:${place?.column} `
    const told = add(found, at, severities[severity] ?? '', String(code), sentence(message), place?.line ?? 0)
    // It has mappings and lists on the line of their key, and scalars where they begin.
    const line = range.start.line + 1
    told.lines.add(line === place?.valueLine || path.length === 0 ? (place?.line ?? 0) : line)
  }
  return found
}

/** `null` where a function of a rule threw. */
async function resultsOf(texts: Texts, entry: string, text: string, language: Language): Promise<IRuleResult[] | null> {
  const resolve = async (uri: { path(): string }) => {
    const content = texts[decodeURIComponent(uri.path()).replace(/^\//, '')]
    if (content === undefined) throw new Error('There is no such file')
    return withoutMark(content)
  }
  const spectral = new core.Spectral({ resolver: new refResolver.Resolver({ resolvers: { file: { resolve } } }) })
  spectral.setRuleset(rulesetOf(language))
  try {
    return await spectral.run(new core.Document(withoutMark(text), parsers.Yaml, `/${entry}`))
  } catch {
    return null
  }
}

const compiled = new Map<Language, InstanceType<typeof core.Ruleset>>()

function rulesetOf(language: Language): InstanceType<typeof core.Ruleset> {
  const definition = { extends: [[rulesets[language] as RulesetDefinition, 'all']] } as RulesetDefinition
  const ruleset = compiled.get(language) ?? new core.Ruleset(definition, { severity: 'recommended', source: '/r.yaml' })
  compiled.set(language, ruleset)
  return ruleset
}

/** As its reader does, too. */
export function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '')
}

function add(
  found: Map<string, Told>,
  at: string,
  severity: string,
  rule: string,
  message: string,
  line: number,
): Told {
  const key = `${at}${severity} ${rule}`
  const told = found.get(key) ?? { rule, messages: new Set(), lines: new Set(), line }
  found.set(key, told)
  told.messages.add(message)
  return told
}

function differences(ours: Findings, theirs: Findings): readonly Disagreement[] {
  const found: Disagreement[] = []
  const tell = (kind: Disagreement['kind'], at: string, rule: string, says: Iterable<string>) =>
    found.push({ kind, at, rule, says: [...says] })
  for (const [at, { rule, messages }] of ours) {
    const their = theirs.get(at)
    // Spectral says it anew for each way that leads to it, in words that may name the way.
    const words = their && [...messages].filter((message) => !their.messages.has(message))
    if (their === undefined) tell('ours', at, rule, messages)
    else if (words?.length) tell('words', at, rule, [...words, '—', ...their.messages])
    else if (rule !== crashed && ![...their.lines].includes(their.line))
      tell('line', at, rule, [...their.lines].map(String))
  }
  for (const [at, { rule, messages }] of theirs) if (!ours.has(at)) tell('theirs', at, rule, messages)
  return found
}

interface KeyPlace {
  readonly line: number
  readonly column: number
  /** Where the value begins. */
  readonly valueLine: number
}

/** Where the key at the end of a path stands (of an item or the root: the value), as the library `yaml` has it. */
function placesIn(content: string): (path: readonly (string | number)[]) => KeyPlace | undefined {
  const lines = new LineCounter()
  const nodes = parseDocument(withoutMark(content), { lineCounter: lines, uniqueKeys: false, merge: true })
  return (path) => {
    let node: unknown = nodes.contents
    let key: unknown = node
    for (const segment of path) {
      const child = childOf(nodes, node, String(segment))
      if (child === undefined) break
      ;({ key, node } = child)
    }
    const place = lines.linePos(startOf(key, content))
    return { line: place.line, column: place.col, valueLine: lines.linePos(contentOf(node)).line }
  }
}

function childOf(nodes: Nodes.Parsed, holder: unknown, segment: string): { key: unknown; node: unknown } | undefined {
  const target = isAlias(holder) ? holder.resolve(nodes) : holder
  if (!isCollection(target)) return undefined
  if (!isMap(target)) {
    const item = target.items[Number(segment)]
    return item === undefined ? undefined : { key: item, node: item }
  }
  const merged: unknown[] = []
  for (const item of target.items) {
    if (!isPair(item)) continue
    const { key, value } = item
    const name = isAlias(key) ? key.resolve(nodes) : key
    if (isScalar(name) && (name.value === '<<' || typeof name.value === 'symbol') && name.type === 'PLAIN')
      merged.push(value)
    else if (isScalar(name) && (String(name.value) === segment || name.source === segment))
      return { key, node: value ?? key }
  }
  for (const source of merged) {
    const from = isAlias(source) ? source.resolve(nodes) : source
    const sources = isCollection(from) && !isMap(from) ? from.items : [from]
    for (const one of sources) {
      const found = childOf(nodes, one, segment)
      if (found) return found
    }
  }
  return undefined
}

/** With the anchor and the tag before it, which are the first that a person sees of it. */
function startOf(node: unknown, content: string): number {
  const start = contentOf(node)
  const { anchor, tag } = (node ?? {}) as { readonly anchor?: string; readonly tag?: string }
  if (anchor === undefined && tag === undefined) return start
  const before = /(?:(?:&\S+|!\S*)\s+)+$/.exec(withoutMark(content).slice(0, start))
  return before ? start - before[0].length : start
}

function contentOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0
}
