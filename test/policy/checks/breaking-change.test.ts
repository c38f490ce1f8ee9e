import assert from 'node:assert/strict'
import test from 'node:test'
import type { Exception, LifecycleState } from '#catalog/catalog.ts'
import { breakingChange } from '#policy/checks/breaking-change.ts'
import { catalogOf, contractChange, proposalOf } from '../proposal-literal.ts'

const file = 'exceptions/drop.yaml'
const payments = (state: LifecycleState, drop?: Partial<Exception>) =>
  catalogOf({ apis: { payments: { versions: { v2: { state } } } }, exceptions: drop ? { drop } : {} })
const contracts = new Map([['payments/v2', contractChange('2.3.0', '2.4.0', 'breaking fp1:aa', 'safe fp1:bb')]])

test('breaking-change: a published version that breaks its callers fails where the version is declared', () => {
  const { findings } = breakingChange.evaluate(
    proposalOf({ base: payments('published'), head: payments('published'), contracts }),
  )
  assert.deepEqual(findings, [
    {
      rule: 'breaking-change',
      severity: 'error',
      message: '`payments/v2` is `published` and this proposal makes a breaking change to it',
      place: { file: 'apis/payments/api.yaml', line: 1, column: 1 },
      fingerprint: findings[0]?.fingerprint,
      help: 'Keep what callers use, bring the change as `payments/v3`, or record an exception for each fingerprint in `exceptions/`.',
    },
  ])
})

test('breaking-change: a draft may break, and so may what the base calls a draft still', () => {
  const proposal = proposalOf({ base: payments('draft'), head: payments('published'), contracts })
  assert.deepEqual(breakingChange.evaluate(proposal).findings, [])
})

test('breaking-change: an exception of the same proposal permits the change it names', () => {
  const head = payments('published', { fingerprint: 'fp1:aa' })
  const proposal = proposalOf({ base: payments('published'), head, contracts, changedFiles: [file] })
  assert.deepEqual(breakingChange.evaluate(proposal).findings, [])
})

test('breaking-change: no exception for another change, from an earlier proposal, or past its end', () => {
  const refused: readonly (readonly [Partial<Exception>, readonly string[]])[] = [
    [{ fingerprint: 'fp1:bb' }, [file]],
    [{ fingerprint: 'fp1:aa' }, []],
    [{ fingerprint: 'fp1:aa', expires: '2026-11-19' }, [file]],
  ]
  for (const [exception, changedFiles] of refused) {
    const head = payments('published', exception)
    const proposal = proposalOf({ base: payments('published'), head, contracts, changedFiles })
    assert.equal(breakingChange.evaluate(proposal).findings.length, 1, JSON.stringify(exception))
  }
})
