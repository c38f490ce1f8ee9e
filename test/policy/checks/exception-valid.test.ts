import assert from 'node:assert/strict'
import test from 'node:test'
import type { Exception } from '#catalog/catalog.ts'
import { exceptionValid } from '#policy/checks/exception-valid.ts'
import { catalogOf, proposalOf } from '../proposal-literal.ts'

const said = (drop: Partial<Exception>, changedFiles: readonly string[] = ['exceptions/drop.yaml']) =>
  exceptionValid
    .evaluate(proposalOf({ head: catalogOf({ exceptions: { drop } }), changedFiles }))
    .findings.map(({ severity, message }) => `${severity}: ${message}`)

test('exception-valid: a reasoned exception for a change of the proposal is right', () => {
  assert.deepEqual(said({ fingerprint: 'fp1:aa' }), [])
})

test('exception-valid: a new exception has a reason, and an end to come', () => {
  assert.deepEqual(said({ fingerprint: 'fp1:aa', reason: '  ' }), ['error: Exception `drop` gives no reason'])
  assert.deepEqual(said({ fingerprint: 'fp1:aa', expires: '2026-11-19' }), [
    'error: Exception `drop` ended on 2026-11-19 and permits nothing any more',
  ])
})

test('exception-valid: an old exception that ran out is a warning, one for a merged change is history', () => {
  assert.deepEqual(said({ for: 'finding', expires: '2026-11-19' }, []), [
    'warning: Exception `drop` ended on 2026-11-19 and permits nothing any more',
  ])
  assert.deepEqual(said({ for: 'change', expires: '2026-11-19' }, []), [])
})
