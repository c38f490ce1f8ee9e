import assert from 'node:assert/strict'
import test from 'node:test'
import { checkReports } from '#review/reports.ts'
import type { Review } from '#review/review.ts'

const place = { file: 'apis/payments/v2/openapi.yaml', line: 7, column: 3 }
const review: Review = {
  format: 1,
  base: 'base1',
  head: 'head1',
  at: '2026-11-20T12:00:00Z',
  conclusion: 'failure',
  contracts: [],
  approvals: [],
  gateway: [],
  checks: [
    {
      name: 'lint',
      conclusion: 'failure',
      title: '1 error, 1 known',
      findings: [
        {
          rule: 'tags',
          severity: 'error',
          message: '`GET /a` has no tag',
          place,
          fingerprint: 'fp1:1',
          help: 'Add one.',
        },
        { rule: 'ids', severity: 'error', message: 'No id', place, fingerprint: 'fp1:2', known: true },
        { rule: 'note', severity: 'info', message: 'A note', place: null, fingerprint: 'fp1:3' },
      ],
    },
  ],
}

test('reports: what can be repaired is annotated at its line, everything is in the summary, failing first', () => {
  assert.deepEqual(checkReports(review, 'key1', 'https://apigov.example/1'), [
    {
      name: 'lint',
      conclusion: 'failure',
      key: 'key1',
      title: '1 error, 1 known',
      summary: `**1 error, 1 known**

- **error** \`GET /a\` has no tag — apis/payments/v2/openapi.yaml:7. **Do:** Add one. _(tags)_
- **info** A note. _(note)_
- **known** No id — apis/payments/v2/openapi.yaml:7. _(ids)_`,
      annotations: [
        { path: place.file, line: 7, level: 'failure', title: 'tags', message: '`GET /a` has no tag. Add one.' },
      ],
      url: 'https://apigov.example/1',
    },
  ])
})
