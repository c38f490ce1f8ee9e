import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

test('json: a finding has the same ten keys whatever is known of it', () => {
  assert.deepEqual(JSON.parse(formatFindings(findings.slice(0, 2), 'json')), {
    format: 1,
    findings: [
      {
        rule: 'catalog-missing',
        severity: 'error',
        message: 'There is no `apigov.yaml`',
        file: null,
        line: null,
        column: null,
        fingerprint: 'fp1:1',
        help: null,
        known: false,
        fix: null,
      },
      {
        rule: 'path-trailing-slash',
        severity: 'error',
        message: 'Remove the trailing slash: `/pets/`, 100%',
        file: 'apis/pet, shop/a:b.yaml',
        line: 12,
        column: 3,
        fingerprint: 'fp1:2',
        help: 'Write `/pets`.',
        known: false,
        fix: null,
      },
    ],
  })
})

test('json: a diff is the value it is, with what was compared', () => {
  assert.deepEqual(JSON.parse(formatDiff(diff, { base: 'a.yaml', revision: 'b.yaml' }, 'json')), {
    format: 1,
    base: 'a.yaml',
    revision: 'b.yaml',
    ...diff,
    changes: diff.changes.map(({ nearest: _, ...change }) => change),
  })
})
