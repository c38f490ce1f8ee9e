import assert from 'node:assert/strict'
import test from 'node:test'
import { severityLevelsKnown } from '#policy/checks/severity-levels-known.ts'
import { catalogOf, proposalOf } from '../proposal-literal.ts'

test('severity-levels-known: a rule that there is not is told, in the catalog and in an API, with the one that was meant', () => {
  const plain = catalogOf({ apis: { payments: {} } })
  const [payments] = plain.apis.values()
  assert.ok(payments)
  const head = {
    ...plain,
    settings: { ...plain.settings, compatibility: { severityLevels: { 'endpoint-aded': 'err' } } } as const,
    apis: new Map([
      ['payments', { ...payments, compatibility: { severityLevels: { 'endpoint-added': 'err', nonsense: 'none' } } }],
    ] as const),
  }
  const { findings } = severityLevelsKnown.evaluate(proposalOf({ head }))
  assert.deepEqual(
    findings.map(({ severity, message, place }) => [severity, message, place?.file]),
    [
      [
        'error',
        '`severityLevels` cannot be followed: there is no rule `endpoint-aded`: did you mean `endpoint-added`?',
        'apigov.yaml',
      ],
      ['error', '`severityLevels` cannot be followed: there is no rule `nonsense`', 'apis/payments/api.yaml'],
    ],
  )
})
