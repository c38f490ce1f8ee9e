import type { Finding } from '../../base/finding.ts'
import { defineFormatter } from '../formatter.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0 (OASIS, errata 01), as GitHub code scanning reads it. */
export const sarif = defineFormatter({
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning dashboards.',
  findings: (findings) => {
    const rules = [...new Set(findings.map(({ rule }) => rule))]
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'apigov', rules: rules.map((id) => ({ id })) } },
          columnKind: 'utf16CodeUnits',
          results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
        },
      ],
    }
    return `${JSON.stringify(log, null, 2)}\n`
  },
})

function resultOf({ rule, severity, message, place, fingerprint, help, known }: Finding, ruleIndex: number) {
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}. ${help}` },
    locations:
      place === null
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri: place.file.split('/').map(encodeURIComponent).join('/') },
                region: { startLine: place.line, startColumn: place.column },
              },
            },
          ],
    partialFingerprints: { 'apigov/v1': fingerprint },
    baselineState: known === true ? 'unchanged' : 'new',
  }
}
