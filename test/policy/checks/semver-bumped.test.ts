import assert from 'node:assert/strict'
import test from 'node:test'
import type { LifecycleState } from '#catalog/catalog.ts'
import { semverBumped } from '#policy/checks/semver-bumped.ts'
import { catalogOf, contractChange, proposalOf } from '../proposal-literal.ts'

const payments = (state: LifecycleState = 'published') =>
  catalogOf({ apis: { payments: { versions: { v2: { state } } } } })
const said = (
  change: ReturnType<typeof contractChange>,
  parts: Parameters<typeof proposalOf>[0] = {},
  head = payments(),
) =>
  semverBumped
    .evaluate(proposalOf({ base: payments(), head, contracts: new Map([['payments/v2', change]]), ...parts }))
    .findings.map(({ message, help }) => `${message}. ${help}`)

test('semver-bumped: a changed meaning under an unchanged version fails and names the version it needs', () => {
  assert.deepEqual(said(contractChange('2.3.1', '2.3.1', 'safe fp1:aa')), [
    'The meaning of `payments/v2` changes under the unchanged version `2.3.1`. Set `info.version` to `2.4.0`.',
  ])
})

test('semver-bumped: a version that says less than its changes fails, one that says as much or more does not', () => {
  assert.deepEqual(said(contractChange('2.3.1', '2.3.2', 'safe fp1:aa')), [
    'The changes to `payments/v2` are minor, and `2.3.2` does not say so. Set `info.version` to `2.4.0`.',
  ])
  assert.deepEqual(said(contractChange('2.3.1', '2.4.0', 'safe fp1:aa')), [])
  assert.deepEqual(said(contractChange('2.3.1', '2.5.0', 'safe fp1:aa')), [])
})

test('semver-bumped: descriptions may change under the same version', () => {
  assert.deepEqual(said(contractChange('2.3.1', '2.3.1')), [])
})

test('semver-bumped: a breaking change that an exception permits asks for a minor version', () => {
  const head = catalogOf({
    apis: { payments: { versions: { v2: {} } } },
    exceptions: { drop: { fingerprint: 'fp1:aa' } },
  })
  const parts = { changedFiles: ['exceptions/drop.yaml'] }
  assert.deepEqual(said(contractChange('2.3.1', '2.3.2', 'breaking fp1:aa'), parts, head), [
    'The changes to `payments/v2` are minor, and `2.3.2` does not say so. Set `info.version` to `2.4.0`.',
  ])
  assert.deepEqual(said(contractChange('2.3.1', '2.4.0', 'breaking fp1:aa'), parts, head), [])
})

test('semver-bumped: versions are semvers of their major line, never go back and are released once', () => {
  assert.deepEqual(said(contractChange(null, '2026-11-20')), [
    'The contract of `payments/v2` has the version `2026-11-20`, which is no semver. Write `info.version` as `major.minor.patch`, in quotes.',
  ])
  assert.deepEqual(said(contractChange(null, '3.0.0')), [
    '`payments/v2` holds releases 2.x.y, and its contract has the version `3.0.0`. Keep `info.version` below 3.0.0, or put the contract into `apis/payments/v3`.',
  ])
  assert.deepEqual(said(contractChange('2.3.1', '2.3.0')), [
    'The version of `payments/v2` goes back from `2.3.1` to `2.3.0`. A release is never taken back: give the contract a version after `2.3.1`.',
  ])
  const released = { circumstances: { released: { 'payments/v2': ['2.4.0'] } } }
  assert.deepEqual(said(contractChange('2.3.1', '2.4.0', 'safe fp1:aa'), released), [
    '`2.4.0` of `payments/v2` has been released with another content. Set `info.version` to one that is not tagged yet, such as `2.4.1`.',
  ])
})

test('semver-bumped: a draft may call itself what it likes', () => {
  assert.deepEqual(said(contractChange('2.3.1', 'next', 'breaking fp1:aa'), {}, payments('draft')), [])
})

test('semver-bumped: points at the version it speaks of, and proposes the edit', () => {
  const change = contractChange('2.3.1', '2.3.1', 'safe fp1:aa')
  const proposal = proposalOf({ base: payments(), head: payments(), contracts: new Map([['payments/v2', change]]) })
  const [finding] = semverBumped.evaluate(proposal).findings
  assert.deepEqual(finding?.place, change.head?.semverPlace)
  assert.deepEqual(finding?.fix?.edits, [
    { kind: 'replace', file: change.head?.semverPlace.file, pointer: '/info/version', value: '2.4.0' },
  ])
})
