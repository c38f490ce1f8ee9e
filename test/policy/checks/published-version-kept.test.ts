import assert from 'node:assert/strict'
import test from 'node:test'
import type { LifecycleState } from '#catalog/catalog.ts'
import { publishedVersionKept } from '#policy/checks/published-version-kept.ts'
import { catalogOf, proposalOf } from '../proposal-literal.ts'

const withV1 = (state: LifecycleState) => catalogOf({ apis: { payments: { versions: { v1: { state }, v2: {} } } } })
const withoutV1 = catalogOf({ apis: { payments: { versions: { v2: {} } } } })

test('published-version-kept: a draft and a retired version may be deleted', () => {
  for (const state of ['draft', 'retired'] as const)
    assert.deepEqual(publishedVersionKept.evaluate(proposalOf({ base: withV1(state), head: withoutV1 })).findings, [])
})

test('published-version-kept: a published or deprecated version may not', () => {
  const { findings } = publishedVersionKept.evaluate(proposalOf({ base: withV1('deprecated'), head: withoutV1 }))
  assert.deepEqual(findings, [
    {
      rule: 'published-version-kept',
      severity: 'error',
      message: '`payments/v1` is `deprecated` and cannot be deleted',
      place: { file: 'apis/payments/api.yaml', line: 1, column: 1 },
      fingerprint: findings[0]?.fingerprint,
      help: 'Put it back; deprecate it with a `sunset`, retire it after that date, and delete it then.',
    },
  ])
})

test('published-version-kept: deleting the whole API deletes its versions', () => {
  assert.deepEqual(
    publishedVersionKept
      .evaluate(proposalOf({ base: withV1('published'), head: catalogOf() }))
      .findings.map(({ message }) => message),
    ['`payments/v1` is `published` and cannot be deleted', '`payments/v2` is `published` and cannot be deleted'],
  )
})
