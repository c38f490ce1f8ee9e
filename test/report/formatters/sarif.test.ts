import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'
import { sarifErrors } from '../sarif.ts'

test('sarif: one run whose results point into its rules and at encoded file names', () => {
  const log = JSON.parse(formatFindings(findings.slice(0, 3), 'sarif'))
  assert.equal(log.version, '2.1.0')
  assert.equal(log.runs.length, 1)
  assert.deepEqual(log.runs[0].tool.driver.rules, [
    { id: 'catalog-missing' },
    { id: 'path-trailing-slash' },
    { id: 'operation-tag' },
  ])
  assert.deepEqual(log.runs[0].results, [
    {
      ruleId: 'catalog-missing',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'There is no `apigov.yaml`' },
      locations: [],
      partialFingerprints: { 'apigov/v1': 'fp1:1' },
      baselineState: 'new',
    },
    {
      ruleId: 'path-trailing-slash',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'Remove the trailing slash: `/pets/`, 100%. Write `/pets`.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'apis/pet%2C%20shop/a%3Ab.yaml' },
            region: { startLine: 12, startColumn: 3 },
          },
        },
      ],
      partialFingerprints: { 'apigov/v1': 'fp1:2' },
      baselineState: 'new',
    },
    {
      ruleId: 'operation-tag',
      ruleIndex: 2,
      level: 'warning',
      message: { text: 'Tag `<b>"\u001b[31m@all` is unknown' },
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'b.yaml' }, region: { startLine: 1, startColumn: 1 } } },
      ],
      partialFingerprints: { 'apigov/v1': 'fp1:3' },
      baselineState: 'unchanged',
    },
  ])
})

test('sarif: a rule says what it is for, and a change shows both its places', () => {
  const [change] = diff.changes
  assert.ok(change)
  const moved = { ...change, base: { file: 'a.yaml', line: 3, column: 5 }, revision: change.base, nearest: change.base }
  const log = JSON.parse(
    [...formatDiff({ ...diff, changes: [moved] }, { base: 'a.yaml', revision: 'b.yaml' }, 'sarif')].join(''),
  )
  assert.deepEqual(log.runs[0].tool.driver.rules, [
    {
      id: 'response-required-property-removed',
      fullDescription: { text: 'Consumers that read what is gone get nothing where they expect a value.' },
      help: {
        text: 'Deprecate it (`deprecated: true`), see who still uses it, and remove it in a new major version.',
      },
      helpUri: 'https://spec.openapis.org/oas/v3.1.1#schema-object',
    },
  ])
  assert.deepEqual(log.runs[0].results[0].relatedLocations, [
    {
      physicalLocation: { artifactLocation: { uri: 'a.yaml' }, region: { startLine: 3, startColumn: 5 } },
      message: { text: 'As it was before' },
    },
  ])
})

test('sarif: findings and changes, expanded as well, are what the schema of SARIF 2.1.0 allows', () => {
  const compared = { base: 'a.yaml', revision: 'b.yaml', expand: true }
  const textOf = () => ({ summary: 'One address each.', help: 'Write `/pets`.', url: 'https://example.com/136' })
  for (const text of [
    formatFindings([], 'sarif'),
    formatFindings(findings, 'sarif'),
    formatFindings(findings, 'sarif', textOf),
    [...formatDiff(diff, compared, 'sarif')].join(''),
  ]) {
    assert.deepEqual(sarifErrors(text), [])
    // What no schema can say: a result points at its rule (section 3.27.6), and no two rules have one id (3.19.23).
    const [{ tool, results }] = JSON.parse(text).runs
    const ids: string[] = tool.driver.rules.map(({ id }: { id: string }) => id)
    assert.equal(new Set(ids).size, ids.length)
    for (const { ruleId, ruleIndex } of results) assert.equal(ids[ruleIndex], ruleId)
  }
  assert.notDeepEqual(sarifErrors(formatFindings(findings, 'sarif').replace('"error"', '"fatal"')), [])
})
