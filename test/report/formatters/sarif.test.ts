import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

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

test('sarif: every result keeps to what SARIF 2.1.0 asks of it, in a diff that is expanded as well', () => {
  const compared = { base: 'a.yaml', revision: 'b.yaml', expand: true }
  for (const text of [formatFindings(findings, 'sarif'), [...formatDiff(diff, compared, 'sarif')].join('')]) {
    const log = JSON.parse(text)
    assert.deepEqual([log.version, log.runs.length], ['2.1.0', 1]) // sections 3.13.2 and 3.13.4
    const [{ tool, results, columnKind }] = log.runs
    assert.deepEqual([tool.driver.name, columnKind], ['apigov', 'utf16CodeUnits']) // 3.19.8, 3.14.17
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id)
    assert.equal(new Set(ids).size, ids.length) // 3.19.23
    for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints, baselineState } of results) {
      assert.equal(ids[ruleIndex], ruleId) // 3.27.6
      assert.ok(['error', 'warning', 'note'].includes(level)) // 3.27.10
      assert.ok(message.text.length > 0) // 3.11.8
      assert.ok(['new', 'unchanged'].includes(baselineState)) // 3.27.24
      assert.ok(Object.values(partialFingerprints).every((print) => typeof print === 'string')) // 3.27.17
      for (const { physicalLocation } of locations) {
        const { artifactLocation, region } = physicalLocation
        assert.doesNotThrow(() => new URL(artifactLocation.uri, 'file:///')) // 3.4.3, RFC 3986
        assert.match(artifactLocation.uri, /^[\w%./~!'()*-]+$/)
        assert.ok(region.startLine >= 1 && region.startColumn >= 1) // 3.30.5, 3.30.6
      }
    }
  }
})
