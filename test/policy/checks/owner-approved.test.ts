import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalog } from '#catalog/catalog.ts'
import { ownerApproved } from '#policy/checks/owner-approved.ts'
import type { ForgeReview } from '#policy/circumstances.ts'
import { catalogOf, contractChange, proposalOf } from '../proposal-literal.ts'

const payments = catalogOf({ apis: { payments: {} } })
const members = { 'acme/payments-team': ['ann', 'pia', 'Paul'], 'acme/web-team': ['wil'], 'acme/board': ['bob'] }

/** `team: why (given by)`, for each approval wanted. */
function wanted(
  changedFiles: readonly string[],
  {
    base = payments,
    head = base ?? payments,
    reviews = [],
  }: { base?: Catalog | null; head?: Catalog; reviews?: ForgeReview[] } = {},
) {
  const proposal = proposalOf({
    base,
    head,
    changedFiles,
    circumstances: { members, reviews },
    contracts: new Map([['payments/v2', contractChange('2.0.0', '2.1.0', 'breaking fp1:aa')]]),
  })
  return ownerApproved
    .evaluate(proposal)
    .approvals.map(({ team, because, givenBy }) => `${team}: ${because}${givenBy ? ` (${givenBy})` : ''}`)
}
const review = (reviewer: string, state: ForgeReview['state'] = 'approved', commit = 'head1'): ForgeReview => ({
  reviewer,
  state,
  commit,
})

test('owner-approved: each file asks whoever the base puts in charge of it', () => {
  const base = catalogOf({
    apis: { payments: {} },
    consumers: { 'web-shop': { owner: 'web-team' } },
    plans: { free: 'auto', gold: 'owner', black: 'board' },
    subscriptions: { 'payments/web-shop': [] },
  })
  const subscribed = (...plans: string[]) => ({
    base,
    head: catalogOf({ subscriptions: { 'payments/web-shop': plans } }),
  })
  const subscription = ['subscriptions/payments/web-shop.yaml']
  assert.deepEqual(wanted(['README.md', '.github/workflows/ci.yml', 'apis/README.md'], { base }), [])
  assert.deepEqual(wanted(['apis/payments/v2/openapi.yaml'], { base }), ['payments-team: owns API `payments`'])
  assert.deepEqual(wanted(['apis/payments/environments/prod.yaml'], { base }), ['payments-team: owns API `payments`'])
  assert.deepEqual(wanted(['consumers/web-shop.yaml'], { base }), ['web-team: owns consumer `web-shop`'])
  assert.deepEqual(wanted(subscription, subscribed('free')), [])
  assert.deepEqual(wanted(subscription, subscribed('gold', 'free')), ['payments-team: owns API `payments`'])
  assert.deepEqual(wanted(subscription, subscribed('black')), ['board: decides on grants of such a plan'])
  assert.deepEqual(wanted(subscription, subscribed('unknown-to-the-base')), ['payments-team: owns API `payments`'])
  assert.deepEqual(wanted(['environments/prod.yaml', 'plans/gold.yaml', 'policies/ruleset.yaml'], { base }), [
    'board: decides on `environments/`, decides on `plans/`, decides on `policies/`',
  ])
  assert.deepEqual(wanted(['apigov.yaml', 'apis-of-others/apigov.yaml'], { base }), ['board: decides on catalogs'])
  assert.deepEqual(wanted(['shared/errors.yaml'], { base }), ['board: decides on what contracts share'])
  assert.deepEqual(wanted(['exceptions/drop.yaml'], { base }), ['board: decides on exceptions'])
  assert.deepEqual(wanted(['teams/web-team.yaml'], { base }), ['board: decides on teams'])
})

test('owner-approved: a catalog below a folder is asked for its own files only', () => {
  const base = catalogOf({ root: 'catalog', apis: { payments: {} } })
  assert.deepEqual(wanted(['apis/payments/api.yaml'], { base }), [])
  assert.deepEqual(wanted(['catalog/apis/payments/api.yaml'], { base }), ['payments-team: owns API `payments`'])
})

test('owner-approved: the first catalog asks nobody', () => {
  assert.deepEqual(wanted(['apigov.yaml', 'apis/payments/api.yaml'], { base: null }), [])
})

test('owner-approved: a new API is approved by the team it names if the base has it, else by the board', () => {
  const named = (owner: string) => catalogOf({ apis: { orders: { owner } } })
  assert.deepEqual(wanted(['apis/orders/api.yaml'], { head: named('web-team') }), [
    'web-team: will own the new API `orders`',
  ])
  assert.deepEqual(wanted(['apis/orders/api.yaml'], { head: named('founded-just-now') }), [
    'board: decides on `orders`, which no team of the base owns',
  ])
})

test('owner-approved: a proposal that makes its author the owner still needs the owner there was', () => {
  const head = catalogOf({ apis: { payments: { owner: 'web-team' } } })
  assert.deepEqual(wanted(['apis/payments/api.yaml'], { head, reviews: [review('wil')] }), [
    'payments-team: owns API `payments`',
    'web-team: takes over API `payments` (wil)',
  ])
})

test('owner-approved: a proposal that puts its author into the owning team is stopped by the board, or by that team', () => {
  const withoutBoard = catalogOf({ board: null, apis: { payments: {} } })
  assert.deepEqual(wanted(['teams/payments-team.yaml']), ['board: decides on teams'])
  assert.deepEqual(wanted(['teams/payments-team.yaml'], { base: withoutBoard }), ['payments-team: is the team itself'])
})

test('owner-approved: without a board the owner of the API decides on an exception for it, and other files ask nobody', () => {
  const base = catalogOf({ board: null, apis: { payments: {} } })
  const head = catalogOf({ board: null, apis: { payments: {} }, exceptions: { drop: { fingerprint: 'fp1:aa' } } })
  assert.deepEqual(wanted(['exceptions/drop.yaml'], { base, head }), ['payments-team: owns API `payments`'])
  assert.deepEqual(wanted(['plans/gold.yaml'], { base, head }), [])
})

test('owner-approved: an owner the base names but does not have is replaced by the board, and without one waited for', () => {
  const base = (board: string | null) => catalogOf({ board, teams: ['board'], apis: { payments: {} } })
  assert.deepEqual(wanted(['apis/payments/api.yaml'], { base: base('board') }), ['board: owns API `payments`'])
  assert.deepEqual(wanted(['apis/payments/api.yaml'], { base: base(null) }), ['payments-team: owns API `payments`'])
})

test('owner-approved: only a member’s approval of the last commit counts, and each reviewer’s last word', () => {
  const given = (...reviews: ForgeReview[]) => wanted(['apis/payments/api.yaml'], { reviews })[0]
  const missing = 'payments-team: owns API `payments`'
  assert.equal(given(review('pia')), `${missing} (pia)`)
  assert.equal(given(review('paul')), `${missing} (paul)`, 'logins have no case')
  assert.equal(given(review('pia'), review('pia', 'commented')), `${missing} (pia)`)
  assert.equal(given(review('pia', 'changes-requested'), review('pia')), `${missing} (pia)`)
  assert.equal(given(review('pia'), review('pia', 'changes-requested')), missing)
  assert.equal(given(review('pia'), review('pia', 'dismissed')), missing)
  assert.equal(given(review('pia', 'approved', 'head0')), missing, 'an older commit')
  assert.equal(given(review('Ann')), missing, 'the author')
  assert.equal(given(review('wil')), missing, 'no member')
})

test('owner-approved: a team whose members are not known has approved nothing', () => {
  const proposal = proposalOf({
    base: payments,
    head: payments,
    changedFiles: ['apis/payments/api.yaml'],
    circumstances: { reviews: [review('pia')] },
  })
  assert.deepEqual(ownerApproved.evaluate(proposal).approvals, [
    {
      team: 'payments-team',
      forge: 'acme/payments-team',
      because: 'owns API `payments`',
      files: ['apis/payments/api.yaml'],
      givenBy: null,
    },
  ])
})
