import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { CORE_SCHEMA, dump, load, mergeTag } from 'js-yaml'
import { defaultLimits, parseDocument } from '#base/document.ts'
import { blobId } from '#base/tree.ts'
import type { Contract } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import type { DiffOptions } from '#diff/change.ts'
import { diff } from '#diff/diff.ts'

const options: DiffOptions = { deprecationDaysBeta: 0, deprecationDaysStable: 0, today: '2026-11-20' }
const github = join(
  dirname(createRequire(import.meta.url).resolve('@octokit/openapi')),
  'generated/api.github.com.json',
)

/** One changed line of GitHub's description: reading both, cutting both into parts, and comparing them once that is done. */
export function printKept(): void {
  const text = readFileSync(github, 'utf8')
  const line = '"maximum": 100'
  const [before, after] = [text, text.replace(line, '"maximum": 99')]
  if (before === after) throw new Error(`GitHub's description has no line ${line} any more`)
  const [base, revision] = [contractOf(before), contractOf(after)]
  const first = timed(() => diff(base.value, revision.value, options))
  const again = Array.from({ length: 20 }, () => timed(() => diff(base.value, revision.value, options)))
  const best = Math.min(...again.map(({ ms }) => ms))
  console.log(
    `\none line of ${megabytes(text)}: read ${base.ms.toFixed(0)} and ${revision.ms.toFixed(0)} ms, cut and compared ${first.ms.toFixed(0)} ms, compared again ${best.toFixed(0)} ms (${first.value.changes.length} changes)`,
  )
}

/** The same contract as YAML: how long we read, and js-yaml alone. */
export function printYaml(): void {
  const text = dump(JSON.parse(readFileSync(github, 'utf8')), { noRefs: true, lineWidth: -1 })
  const bytes = new TextEncoder().encode(text)
  const own = timed(() => parseDocument('openapi.yaml', bytes, { ...defaultLimits, maxBytes: bytes.byteLength }))
  if (own.value.problems.length > 0) throw new Error(JSON.stringify(own.value.problems))
  const place = timed(() => own.value.place('/components/schemas/simple-user/properties/login'))
  const theirs = timed(() => load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }))
  console.log(
    `${megabytes(text)} of YAML: read ${own.ms.toFixed(0)} ms, js-yaml alone ${theirs.ms.toFixed(0)} ms (${(own.ms / theirs.ms).toFixed(2)} times that); the first place ${place.ms.toFixed(0)} ms`,
  )
}

function contractOf(text: string): { readonly value: Contract; readonly ms: number } {
  const bytes = new TextEncoder().encode(text)
  const files = new Map([['openapi.json', { blob: blobId(bytes), bytes }]])
  const identity = { catalog: '', api: '', version: '' }
  const { value, ms } = timed(() => readContract({ entry: 'openapi.json', files, refused: new Map(), identity }))
  if (value.contract === null) throw new Error(JSON.stringify(value.findings))
  return { value: value.contract, ms }
}

function timed<T>(act: () => T): { readonly value: T; readonly ms: number } {
  const start = performance.now()
  const value = act()
  return { value, ms: performance.now() - start }
}

function megabytes(text: string): string {
  return `${(text.length / 1e6).toFixed(0)} MB`
}
