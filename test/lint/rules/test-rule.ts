import assert from 'node:assert/strict'
import test from 'node:test'
import { lintByHouseRules } from '#lint/house.ts'
import type { Rule } from '#lint/rule.ts'
import { contractOf } from '../../contract/contract-source.ts'

/** Text put after `openapi` and `info`, or files by name of which the first is a whole contract. */
type Contract = string | Readonly<Record<string, string>>

interface Cases {
  readonly accepts: Readonly<Record<string, Contract>>
  readonly rejects: Readonly<
    Record<
      string,
      {
        readonly contract: Contract
        /** Everything but rule, severity and fingerprint, which are the same for all: `at` is `file:line:column`. */
        readonly findings: readonly {
          readonly at: string
          readonly message: string
          readonly help: string
          /** Its title: what it does is tried on the examples. */
          readonly fix?: string
        }[]
      }
    >
  >
}

const head = 'openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\n'

/** One test per case. Lines of a `contract` text begin at 3. */
export function testRule(rule: Rule, { accepts, rejects }: Cases): void {
  for (const [what, contract] of Object.entries(accepts))
    test(`${rule.id} accepts ${what}`, () => assert.deepEqual(run(rule, contract), []))
  for (const [what, { contract, findings }] of Object.entries(rejects))
    test(`${rule.id} rejects ${what}`, () => {
      const expected = findings.map((finding) => ({ rule: rule.id, severity: rule.severity, ...finding }))
      assert.deepEqual(run(rule, contract), expected)
    })
}

function run(rule: Rule, contract: Contract) {
  const files = typeof contract === 'string' ? { 'openapi.yaml': `${head}${contract}\n` } : contract
  return lintByHouseRules(contractOf(files), [{ rule, severity: rule.severity }]).map(
    ({ fingerprint, place, fix, ...finding }) => {
      assert.match(fingerprint, /^fp1:[0-9a-f]{32}$/)
      assert.match(finding.message, /[^.]$/)
      assert.match(finding.help ?? '', /^[A-Z].*\.$/, 'a sentence with a full stop')
      return {
        ...finding,
        ...(fix ? { fix: fix.title } : {}),
        at: place ? `${place.file}:${place.line}:${place.column}` : 'nowhere',
      }
    },
  )
}
