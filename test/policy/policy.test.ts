import assert from 'node:assert/strict'
import test from 'node:test'
import { weigh } from '#policy/policy.ts'
import { catalogOf, proposalOf } from './proposal-literal.ts'

const base = catalogOf({ apis: { payments: { versions: { v1: {} } } } })

test('policy: an exception weakens the finding it names, and its own file wants the board', () => {
  const [offence] = weigh(proposalOf({ base, head: catalogOf() })).findings
  assert.equal(offence?.message, '`payments/v1` is `published` and cannot be deleted')

  const head = catalogOf({ exceptions: { gone: { for: 'finding', fingerprint: offence.fingerprint } } })
  const { findings, approvals } = weigh(proposalOf({ base, head, changedFiles: ['exceptions/gone.yaml'] }))
  assert.deepEqual(
    findings.map(({ severity, message }) => ({ severity, message })),
    [
      {
        severity: 'info',
        message:
          '`payments/v1` is `published` and cannot be deleted (permitted by `exceptions/gone.yaml` until 2027-01-31)',
      },
    ],
  )
  assert.deepEqual(
    approvals.map(({ team, givenBy }) => ({ team, givenBy })),
    [{ team: 'board', givenBy: null }],
  )
})
