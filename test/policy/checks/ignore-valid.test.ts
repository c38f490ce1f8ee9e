import assert from 'node:assert/strict'
import test from 'node:test'
import type { Ignore } from '#lint/ignores.ts'
import { ignoreValid } from '#policy/checks/ignore-valid.ts'
import { contractChange, proposalOf } from '../proposal-literal.ts'

const good: Ignore = {
  rule: 'path-trailing-slash',
  reason: 'Firmware calls it so.',
  until: '2027-01-31',
  place: { file: 'apis/payments/v2/openapi.yaml', line: 7, column: 5 },
  fingerprint: 'fp1:ignore',
  covers: ['fp1:aa'],
}
const answer = (...ignores: readonly Ignore[]) => ({ findings: [], ignores })

/** Of the head's, on 20 November 2026. */
const said = (ignore: Ignore, isNew: boolean) => {
  const lint = { base: isNew ? answer() : answer(ignore), head: answer(ignore) }
  const contracts = new Map([['payments/v2', { ...contractChange('2.3.0', '2.4.0'), lint }]])
  return ignoreValid
    .evaluate(proposalOf({ contracts }))
    .findings.map(({ severity, message, place }) => `${severity} in line ${place?.line}: ${message}`)
}

test('ignore-valid: one with something to permit and an end to come is right', () => {
  assert.deepEqual(said(good, true), [])
})

test('ignore-valid: one that ran out is an error where it is written, and a warning afterwards', () => {
  const late = { ...good, until: '2026-11-19' }
  const message =
    'in line 7: This `x-apigov-ignore` of `path-trailing-slash` ended on 2026-11-19 and permits nothing any more'
  assert.deepEqual([said(late, true), said(late, false)], [[`error ${message}`], [`warning ${message}`]])
})

test('ignore-valid: one that permits nothing is a warning', () => {
  assert.deepEqual(said({ ...good, covers: [] }, false), [
    'warning in line 7: This `x-apigov-ignore` permits nothing: `path-trailing-slash` finds nothing here or below',
  ])
})
