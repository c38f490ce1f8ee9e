import assert from 'node:assert/strict'
import test from 'node:test'
import type { LifecycleState } from '#catalog/catalog.ts'
import { lifecycleForward } from '#policy/checks/lifecycle-forward.ts'
import { catalogOf, proposalOf } from '../proposal-literal.ts'

const paymentsIn = (state: LifecycleState) => catalogOf({ apis: { payments: { versions: { v1: { state } } } } })
const messages = (before: LifecycleState | null, after: LifecycleState) =>
  lifecycleForward
    .evaluate(proposalOf({ base: before ? paymentsIn(before) : catalogOf(), head: paymentsIn(after) }))
    .findings.map(({ message }) => message)

test('lifecycle-forward: a version may move forward, stand still, or appear in any state', () => {
  for (const [before, after] of [
    ['draft', 'published'],
    ['published', 'deprecated'],
    ['deprecated', 'retired'],
    ['draft', 'retired'],
    ['published', 'published'],
    [null, 'deprecated'],
  ] as const)
    assert.deepEqual(messages(before, after), [], `${before} → ${after}`)
})

test('lifecycle-forward: a version never moves back', () => {
  assert.deepEqual(messages('retired', 'published'), ['`payments/v1` is `retired` and cannot become `published` again'])
  assert.deepEqual(messages('published', 'draft'), ['`payments/v1` is `published` and cannot become `draft` again'])
  assert.deepEqual(messages('deprecated', 'published'), [
    '`payments/v1` is `deprecated` and cannot become `published` again',
  ])
})
