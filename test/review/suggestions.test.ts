import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '#base/finding.ts'
import type { LineEdit } from '#base/line-edits.ts'
import { type Fixable, fixable, type Offer, suggestionReview } from '#review/suggestions.ts'

const path = 'apis/pets/v1/openapi.yaml'

function finding(line: number, over: Partial<Finding> = {}): Fixable {
  return {
    rule: 'a-rule',
    severity: 'warning',
    message: `Line ${line} is wrong`,
    place: { file: path, line, column: 1 },
    fingerprint: `fp1:${line}`,
    fix: { title: 'Put it right.', edits: [] },
    ...over,
  } as Fixable
}

function offer(from: number, to: number, lines: LineEdit['lines'] = ['right'], over: Partial<Finding> = {}): Offer {
  return {
    finding: finding(from, over),
    path,
    edit: { from, to, lines },
    hunks: [
      { from: 1, to: 40 },
      { from: 50, to: 90 },
    ],
  }
}

const places = (offers: readonly Offer[]) =>
  suggestionReview(offers, offers.length)?.suggestions.map(({ from, to }) => `${from}-${to}`) ?? []

test('a suggestion says what is wrong and what taking it does, and is found again by its finding', () => {
  assert.deepEqual(suggestionReview([offer(3, 3, ['  a: 1'])], 13), {
    marker: '<!-- apigov:suggestions -->',
    body: '<!-- apigov:suggestions -->\n1 fix to take with one click. `apigov lint --fix` makes 12 more: they are on lines that this proposal does not show, too long to read here, or too many.',
    suggestions: [
      {
        path,
        from: 3,
        to: 3,
        marker: '<!-- apigov:suggestion fp1:3 -->',
        body: '<!-- apigov:suggestion fp1:3 -->\n\nLine 3 is wrong (`a-rule`). Put it right.\n\n```suggestion\n  a: 1\n```',
      },
    ],
  })
})

test('whatever stands in the lines, the fence around them is longer, and a message is text', () => {
  const lines = ['\tnote: |', '    ```suggestion', '    rm -rf', '    ````']
  const hostile = { message: 'It says `a\n-->` and <b>@everyone</b>' }
  assert.deepEqual(
    suggestionReview([offer(1, 1, lines, hostile)], 1)
      ?.suggestions[0]?.body.split('\n')
      .slice(2),
    [
      'It says `a -->` and &lt;b&gt;@​everyone&lt;/b&gt; (`a-rule`). Put it right.',
      '',
      '`````suggestion',
      ...lines,
      '`````',
    ],
  )
  assert.match(suggestionReview([offer(1, 2, [])], 1)?.suggestions[0]?.body ?? '', /\n```suggestion\n```$/)
})

test('what is offered lies within one piece of the difference, and no two offers over each other', () => {
  assert.deepEqual(places([offer(40, 40), offer(41, 41), offer(39, 50), offer(50, 52), offer(52, 53), offer(53, 53)]), [
    '40-40',
    '50-52',
    '53-53',
  ])
  assert.equal(suggestionReview([offer(45, 45)], 1), null)
})

test('at most twenty stand at once, none that nobody could read', () => {
  const many = Array.from({ length: 30 }, (_, index) => offer(index + 1, index + 1))
  assert.equal(places(many).length, 20)
  assert.match(suggestionReview(many, 30)?.body ?? '', /20 fixes.*makes 10 more/)
  assert.deepEqual(places([offer(1, 1, ['x'.repeat(10_001)]), offer(2, 2, Array(51).fill('x'))]), [])
})

test('only what is new and waits for nobody can be fixed', () => {
  const { fix: _, ...unfixable } = finding(1)
  const findings = [finding(9), unfixable, finding(2, { known: true }), finding(3, { awaits: ['board'] }), finding(4)]
  const check = { name: 'lint' as const, conclusion: 'failure' as const, title: '', findings }
  assert.deepEqual(
    fixable({ checks: [check] }).map(({ place }) => place?.line),
    [4, 9],
  )
})
