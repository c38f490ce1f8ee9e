import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change, Diff } from '#diff/change.ts'
import type { Compared } from '#report/formatter.ts'
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

const shown = (more: Partial<Compared> = {}) =>
  [...formatDiff(diff, { base: 'a.yaml', revision: 'b.yaml', ...more }, 'json')].join('')

test('json: a diff is the value it is, with what was compared', () => {
  assert.deepEqual(JSON.parse(shown()), {
    format: 1,
    base: 'a.yaml',
    revision: 'b.yaml',
    ...diff,
    changes: diff.changes.map(({ nearest: _, ...change }) => change),
  })
})

test('json: the pieces are the text that the whole would be, whatever the files are called', () => {
  const version = { base: '1.0.0', revision: 'next', wanted: '2.0.0', honoured: null, finding: null }
  const text = shown({ base: '"changes": []', version, secondOpinion: { tool: 'another', outcome: 'agrees' } })
  assert.equal(text, `${JSON.stringify(JSON.parse(text), null, 2)}\n`)
  const nothing = [...formatDiff({ ...diff, changes: [] }, { base: 'a', revision: 'b' }, 'json')].join('')
  assert.equal(nothing, `${JSON.stringify(JSON.parse(nothing), null, 2)}\n`)
})

test('json: with --expand each operation has a change of its own, made only when it is taken', () => {
  const { changes } = JSON.parse(shown({ expand: true }))
  assert.deepEqual(
    changes.map(({ rule, subject, affects }: Change) => [
      rule,
      subject.kind === 'operation' && subject.method,
      affects.length,
    ]),
    [
      ['response-required-property-removed', 'GET', 1],
      ['response-required-property-removed', 'POST', 1],
      ['endpoint-added', 'POST', 1],
    ],
  )
  const [change] = diff.changes
  assert.ok(change)
  const endless = {
    ...diff,
    changes: [{ ...change, affects: Array.from({ length: 5_000_000 }, () => change.affects[0]) }],
  }
  const pieces = formatDiff(endless as Diff, { base: 'a', revision: 'b', expand: true }, 'json')[Symbol.iterator]()
  assert.deepEqual([pieces.next().done, pieces.next().done], [false, false])
})
