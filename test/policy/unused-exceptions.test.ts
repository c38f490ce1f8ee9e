import assert from 'node:assert/strict'
import test from 'node:test'
import type { Exception } from '#catalog/catalog.ts'
import { unusedExceptions } from '#policy/unused-exceptions.ts'
import { catalogOf, contractChange, proposalOf } from './proposal-literal.ts'

const finding = { rule: 'tags', severity: 'error', message: 'No tags', place: null, fingerprint: 'fp1:aa' } as const
const repaired = {
  ...contractChange('2.3.0', '2.3.1'),
  lint: { base: { findings: [finding], ignores: [] }, head: { findings: [], ignores: [] } },
}
const said = (drop: Partial<Exception>, isNew: boolean, found = [finding], contracts = new Map()) =>
  unusedExceptions(
    proposalOf({
      head: catalogOf({ exceptions: { drop } }),
      changedFiles: isNew ? ['exceptions/drop.yaml'] : [],
      contracts,
    }),
    found,
  ).map(({ severity, message, place }) => `${severity} in ${place?.file}: ${message}`)

test('exception-unused: a new exception must be about something in the proposal', () => {
  assert.deepEqual(said({ fingerprint: 'fp1:aa' }, true), [])
  assert.deepEqual(said({ fingerprint: 'fp1:bb' }, true), [
    'warning in exceptions/drop.yaml: Exception `drop` permits no change of this proposal',
  ])
})

test('exception-unused: an old one is told of when its finding is repaired, and not for want of looking', () => {
  const old = { for: 'finding', fingerprint: 'fp1:aa' } as const
  assert.deepEqual(said(old, false, [], new Map([['payments/v2', repaired]])), [
    'warning in exceptions/drop.yaml: Exception `drop` permits nothing any more: what it is about is gone',
  ])
  assert.deepEqual(said(old, false, []), [])
  assert.deepEqual(said({ fingerprint: 'fp1:aa' }, false, [], new Map([['payments/v2', repaired]])), [])
})
