import assert from 'node:assert/strict'
import test from 'node:test'
import type { Rule } from '#lint/rule.ts'
import { judged } from './judged.ts'
import { wholeContract } from './whole-example.ts'

/** Text put after the head its kind of contract has, or files by name of which the first is a whole contract. */
type Contract = string | Readonly<Record<string, string>>

interface Cases {
  readonly accepts: Readonly<Record<string, Contract>>
  readonly rejects: Readonly<
    Record<
      string,
      {
        readonly contract: Contract
        /** Everything but rule and severity, which are the same for all, and fingerprint and pointer: `at` is `file:line:column`. */
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

/** One test per case. In OpenAPI, AsyncAPI and Protobuf, lines of a `contract` text begin at 3. */
export function testRule(rule: Rule, { accepts, rejects }: Cases): void {
  for (const [what, contract] of Object.entries(accepts))
    test(`${rule.id} accepts ${what}`, async () => assert.deepEqual(await run(rule, contract), []))
  for (const [what, { contract, findings }] of Object.entries(rejects))
    test(`${rule.id} rejects ${what}`, async () => {
      const expected = findings.map((finding) => ({ rule: rule.id, severity: rule.severity, ...finding }))
      assert.deepEqual(await run(rule, contract), expected)
    })
}

async function run(rule: Rule, contract: Contract) {
  const files = typeof contract === 'string' ? wholeContract(rule, contract) : contract
  return (await judged(rule, files)).map(({ fingerprint, place, fix, pointer: _, sums: __, ...finding }) => {
    assert.match(fingerprint, /^fp1:[0-9a-f]{32}$/)
    assert.match(finding.message, /[^.]$/)
    assert.match(finding.help ?? '', /^[A-Z].*\.$/, 'a sentence with a full stop')
    return {
      ...finding,
      ...(fix ? { fix: fix.title } : {}),
      at: place ? `${place.file}:${place.line}:${place.column}` : 'nowhere',
    }
  })
}
