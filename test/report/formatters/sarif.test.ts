import assert from 'node:assert/strict'
import test from 'node:test'
import { formatFindings } from '#report/report.ts'
import { findings } from '../findings.ts'

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
