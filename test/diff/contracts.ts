import assert from 'node:assert/strict'
import type { Contract } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import { type Change, type DiffOptions, nameOf } from '#diff/change.ts'
import { diff } from '#diff/diff.ts'

/** A contract from YAML; `openapi` and `info` are put before it where it does not bring a version itself. */
export function contractOf(yaml: string, files: Readonly<Record<string, string>> = {}): Contract {
  const entry = /\b(?:openapi|swagger)\b/.test(yaml)
    ? yaml
    : `openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n${yaml}`
  const all = Object.entries({ 'openapi.yaml': entry, ...files })
  const { contract, findings } = readContract({
    entry: 'openapi.yaml',
    files: new Map(all.map(([path, text]) => [path, { blob: text, bytes: new TextEncoder().encode(text) }])),
    refused: new Map(),
    identity: { catalog: 'acme', api: 'pets', version: 'v1' },
  })
  assert.ok(contract, JSON.stringify(findings))
  return contract
}

export const options: DiffOptions = { deprecationDaysBeta: 0, deprecationDaysStable: 0, today: '2026-11-20' }

export function changesOf(base: string, revision: string): readonly Change[] {
  return diff(contractOf(base), contractOf(revision), options).changes
}

/** `breaking response-property-removed: sentence [operations]`, a line each. */
export function told(changes: readonly Change[]): readonly string[] {
  return changes.map(
    ({ impact, rule, message, affects }) => `${impact} ${rule}: ${message} [${affects.map(nameOf).join(', ')}]`,
  )
}
