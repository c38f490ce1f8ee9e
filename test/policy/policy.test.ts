import assert from 'node:assert/strict'
import test from 'node:test'
import type { Circumstances } from '#policy/circumstances.ts'
import { weigh } from '#policy/policy.ts'
import { catalogOf, proposalOf } from './proposal-literal.ts'

const base = catalogOf({ apis: { payments: { versions: { v1: {} } } } })

test('policy: an exception weakens the finding it names once the board, whom its file wants, has approved it', () => {
  const [offence] = weigh(proposalOf({ base, head: catalogOf() })).findings
  assert.equal(offence?.message, '`payments/v1` is `published` and cannot be deleted')

  const head = catalogOf({ exceptions: { gone: { for: 'finding', fingerprint: offence.fingerprint } } })
  const weighed = (circumstances: Partial<Circumstances>) => {
    const { findings, approvals } = weigh(
      proposalOf({ base, head, changedFiles: ['exceptions/gone.yaml'], circumstances }),
    )
    return [
      ...findings.map(({ severity, message, help, awaits }) => `${severity}: ${message}${awaits ? `. ${help}` : ''}`),
      ...approvals.map(({ team, givenBy }) => `${team}: ${givenBy}`),
    ]
  }
  assert.deepEqual(weighed({}), [
    'error: `payments/v1` is `published` and cannot be deleted. Wait for `board` to approve `exceptions/gone.yaml`, or repair this.',
    'board: null',
  ])
  const reviews = [{ reviewer: 'bob', state: 'approved', commit: 'head1' }] as const
  assert.deepEqual(weighed({ reviews, members: { 'acme/board': ['bob'] } }), [
    'info: `payments/v1` is `published` and cannot be deleted (permitted by `exceptions/gone.yaml` until 2027-01-31)',
    'board: bob',
  ])
})
