import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Contract } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import type { Change, DiffOptions } from '#diff/change.ts'
import { diff, expand } from '#diff/diff.ts'

/** Where the corpus lies when somebody has put it beside the project; its README says what the fields mean. */
export const corpus = resolve(import.meta.dirname, '../../../shared/corpus')

export interface Case {
  readonly name: string
  readonly base: string
  readonly revision: string
  readonly scope: 'all' | readonly string[]
  readonly minLevel: 'INFO' | 'WARN' | 'ERR'
  readonly match: 'exact' | 'contains'
  readonly expected: readonly Expected[]
  readonly absent: readonly string[]
  readonly options: {
    deprecationDaysBeta?: number
    deprecationDaysStable?: number
    stabilityLevel?: 'draft' | 'alpha' | 'beta' | 'stable'
  }
  readonly now?: string
}

interface Expected {
  readonly id: string
  readonly level: string
  readonly operation?: string
  readonly path?: string
}

const levels = { breaking: 'ERR', dangerous: 'WARN', safe: 'INFO' } as const
const order = ['INFO', 'WARN', 'ERR']

export function casesOf(): readonly Case[] {
  const file = `${corpus}/diff/cases.json`
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

/** Every change of a case. */
export function changesIn(one: Case): readonly Change[] {
  const options: DiffOptions = {
    deprecationDaysBeta: one.options.deprecationDaysBeta ?? 0,
    deprecationDaysStable: one.options.deprecationDaysStable ?? 0,
    today: one.now ?? '2026-11-20',
    ...(one.options.stabilityLevel === undefined ? {} : { stabilityLevel: one.options.stabilityLevel }),
  }
  return expand(diff(load(one.base), load(one.revision), options)).changes
}

/** Empty where the case is met; else what is wanted and missing (`-`), and what is there and not wanted (`+`). */
export function disagreement(one: Case): string {
  const found: Expected[] = changesIn(one)
    .map((change) => ({
      id: change.rule,
      level: levels[change.impact],
      ...(change.subject.kind === 'operation' ? { operation: change.subject.method, path: change.subject.path } : {}),
    }))
    .filter(({ level }) => order.indexOf(level) >= order.indexOf(one.minLevel))
    .filter(({ id }) => one.scope === 'all' || one.scope.includes(id))
  const left = [...found]
  const missing: Expected[] = []
  // The most demanding expectations choose first, so that one that names no operation does not take another's finding.
  for (const wanted of one.expected.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)) {
    const at = left.findIndex((finding) => meets(finding, wanted))
    if (at < 0) missing.push(wanted)
    else left.splice(at, 1)
  }
  const unwanted = one.match === 'exact' ? left : found.filter(({ id }) => one.absent.includes(id))
  return [
    ...missing.map((wanted) => `-${wanted.level} ${wanted.id}`),
    ...unwanted.map(({ level, id }) => `+${level} ${id}`),
  ]
    .sort()
    .join(', ')
}

function meets(finding: Expected, wanted: Expected): boolean {
  return (
    finding.id === wanted.id &&
    finding.level === wanted.level &&
    (wanted.operation === undefined || finding.operation === wanted.operation) &&
    (wanted.path === undefined || finding.path === wanted.path)
  )
}

function load(path: string): Contract {
  const file = resolve(corpus, 'diff', path)
  const identity = { catalog: '', api: '', version: '' }
  const files = new Map([[path, { blob: file, bytes: readFileSync(file) }]])
  const { contract, findings } = readContract({ entry: path, files, refused: new Map(), identity })
  if (contract === null) throw new Error(`${dirname(path)}: ${JSON.stringify(findings)}`)
  return contract
}
