import assert from 'node:assert/strict'
import test from 'node:test'
import { bareCircumstances } from '#policy/circumstances.ts'
import { commentMarker, reviewComment } from '#review/comment.ts'
import type { Review } from '#review/review.ts'
import { review } from '#review/verdict.ts'
import { company } from './company.ts'
import { plainJudge } from './plain-judge.ts'

const filesUrl = 'https://github.com/acme/catalog/blob/head1'
const verdictOn = (contract: string): Promise<Review> =>
  review(
    {
      base: company({}, 'a'.repeat(40)),
      head: company({ 'apis/payments/v2/openapi.yaml': contract }, 'b'.repeat(40)),
      headCommit: 'head1',
      circumstances: bareCircumstances('2026-11-20T12:00:00Z'),
      released: async () => null,
    },
    plainJudge(),
  )

test('comment: the verdict first, then who must do what, with links to the lines', async (t) => {
  const comment = reviewComment(await verdictOn('2.3.0: GET /charges, PUT /charges, lint tags'), { filesUrl })
  t.assert.fileSnapshot(comment, `${import.meta.dirname}/comment.md.snap`, { serializers: [String] })
})

test('comment: nothing that a contract says becomes markup, a mention or a link', async () => {
  const verdict = await verdictOn('2.3.0: GET /charges')
  const [contract] = verdict.contracts
  const [change] = contract?.diff?.changes ?? []
  assert.ok(contract?.diff && change)
  const message = '<img src=x> @acme/everyone [click](http://evil.example) <!-- apigov:review --> | # `a|b`'
  const place = { file: 'a](b)/c.yaml', line: 1, column: 1 }
  const hostile = { ...change, message, revision: place }
  const text = reviewComment(
    { ...verdict, contracts: [{ ...contract, diff: { ...contract.diff, changes: [hostile] } }] },
    { filesUrl },
  )
  assert.equal(text.split(commentMarker).length, 2)
  assert.doesNotMatch(text, /<img|@acme\/everyone|\]\(http:\/\/evil/)
  assert.ok(text.includes('https://github.com/acme/catalog/blob/head1/a%5D%28b%29/c.yaml#L1'))
})

test('comment: stays below what a forge takes, and says how much was left out', async () => {
  const verdict = await verdictOn('2.3.0: GET /charges')
  const [contract] = verdict.contracts
  const [change] = contract?.diff?.changes ?? []
  assert.ok(contract?.diff && change)
  const changes = Array.from({ length: 2000 }, () => ({ ...change, message: 'x'.repeat(5000) }))
  const text = reviewComment({ ...verdict, contracts: [{ ...contract, diff: { ...contract.diff, changes } }] })
  assert.ok(text.length <= 60_000)
  assert.match(text, /_\d+ entries left out for want of room: the checks list everything\._/)
})
