import { readContract } from '#contract/read.ts'
import { diff, expand } from '#diff/diff.ts'
import { type Found, oasdiff } from './oasdiff.ts'
import { documentOf, type JsonObject, type Pair, pathOf } from './pair.ts'

/** What the two tools said of one pair. */
export interface Judged {
  readonly pair: Pair
  readonly ours: readonly Found[]
  readonly theirs: readonly Found[]
}

const levels = { breaking: 'ERR', dangerous: 'WARN', safe: 'INFO' } as const

/** Asks both about pairs of the same version of OpenAPI; pairs that one of them cannot read are left out. */
export async function judge(binary: string, pairs: readonly Pair[]): Promise<readonly Judged[]> {
  const [first] = pairs
  if (first === undefined) return []
  const base = documentOf(pairs, 'base', first.openapi)
  const revision = documentOf(pairs, 'revision', first.openapi)
  const verdicts = { ours: ourVerdict(base, revision), theirs: await oasdiff(binary, base, revision) }
  if (verdicts.ours === null || verdicts.theirs instanceof Error) {
    // One unreadable pair spoils the whole contract: look for it by halves.
    if (pairs.length === 1) return []
    const middle = pairs.length >> 1
    return [...(await judge(binary, pairs.slice(0, middle))), ...(await judge(binary, pairs.slice(middle)))]
  }
  const found = { ours: byPath(verdicts.ours), theirs: byPath(verdicts.theirs) }
  return pairs.map((pair, index) => ({
    pair,
    ours: found.ours.get(pathOf(pair, index)) ?? [],
    theirs: found.theirs.get(pathOf(pair, index)) ?? [],
  }))
}

/** What we say, a line per operation, as oasdiff does; `null` where one of the two is no contract. */
function ourVerdict(base: JsonObject, revision: JsonObject): readonly Found[] | null {
  const contracts = [contractOf(base), contractOf(revision)] as const
  if (contracts[0] === null || contracts[1] === null) return null
  const today = new Date().toISOString().slice(0, 10)
  const options = { deprecationDaysBeta: 0, deprecationDaysStable: 0, today }
  return expand(diff(contracts[0], contracts[1], options)).changes.map((change) => ({
    id: change.rule,
    level: levels[change.impact],
    operation: change.subject.kind === 'operation' ? `${change.subject.method} ${change.subject.path}` : '',
    text: change.message,
  }))
}

function contractOf(document: JsonObject) {
  const bytes = new TextEncoder().encode(JSON.stringify(document))
  const identity = { catalog: '', api: '', version: '' }
  const files = new Map([['openapi.json', { blob: '', bytes }]])
  return readContract({ entry: 'openapi.json', files, refused: new Map(), identity }).contract
}

function byPath(found: readonly Found[]): ReadonlyMap<string, readonly Found[]> {
  return Map.groupBy(found, ({ operation }) => operation.slice(operation.indexOf(' ') + 1))
}

/** What only one of the two says of a pair. */
export interface Difference extends Found {
  /** `+`: only we say it; `-`: only they do. */
  readonly sign: '+' | '-'
}

/** What is told on one side only, by id, level and operation, each as often as it is there. */
export function differences({ ours, theirs }: Pick<Judged, 'ours' | 'theirs'>): readonly Difference[] {
  const left = [...theirs]
  const only = ours.filter((found) => {
    const at = left.findIndex((other) => isSame(found, other))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [
    ...only.map((found): Difference => ({ ...found, sign: '+' })),
    ...left.map((found): Difference => ({ ...found, sign: '-' })),
  ]
}

function isSame(a: Found, b: Found): boolean {
  return a.id === b.id && a.level === b.level && a.operation === b.operation
}

/** `+ERR request-body-removed`. */
export function nameOf({ sign, level, id }: Pick<Difference, 'sign' | 'level' | 'id'>): string {
  return `${sign}${level} ${id}`
}
