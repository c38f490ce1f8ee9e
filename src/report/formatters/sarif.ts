import type { Finding } from '../../base/finding.ts'
import { defineFormatter } from '../formatter.ts'
import { jsonWith } from '../json-stream.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0 (OASIS, errata 01), as GitHub code scanning reads it. */
export const sarif = defineFormatter({
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning dashboards.',
  *findings(findings) {
    const rules = new Map<string, number>()
    for (const { rule } of findings) if (!rules.has(rule)) rules.set(rule, rules.size)
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'apigov', rules: [...rules.keys()].map((id) => ({ id })) } },
          columnKind: 'utf16CodeUnits',
          results: [],
        },
      ],
    }
    yield* jsonWith(log, 'results', resultsOf(findings, rules))
  },
})

function* resultsOf(findings: Iterable<Finding>, rules: ReadonlyMap<string, number>) {
  for (const finding of findings) yield resultOf(finding, rules.get(finding.rule) ?? -1)
}

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
