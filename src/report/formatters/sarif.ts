import type { Place } from '../../base/place.ts'
import { type ComparedFinding, defineFormatter, type RuleText } from '../formatter.ts'
import { jsonWith } from '../json-stream.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** SARIF 2.1.0 (OASIS, errata 01), as GitHub code scanning reads it. */
export const sarif = defineFormatter({
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning dashboards.',
  *findings(findings, textOf) {
    const rules = new Map<string, number>()
    for (const { rule } of findings) if (!rules.has(rule)) rules.set(rule, rules.size)
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'apigov', rules: [...rules.keys()].map((rule) => ruleOf(rule, textOf(rule))) } },
          columnKind: 'utf16CodeUnits',
          results: [],
        },
      ],
    }
    yield* jsonWith(log, 'results', resultsOf(findings, rules))
  },
})

function ruleOf(rule: string, text: RuleText | undefined) {
  const { summary, help, url } = text ?? {}
  return {
    id: rule,
    ...(summary === undefined ? {} : { fullDescription: { text: summary } }),
    ...(help === undefined ? {} : { help: { text: help } }),
    ...(url === undefined ? {} : { helpUri: url }),
  }
}

function* resultsOf(findings: Iterable<ComparedFinding>, rules: ReadonlyMap<string, number>) {
  for (const finding of findings) yield resultOf(finding, rules.get(finding.rule) ?? -1)
}

function resultOf(finding: ComparedFinding, ruleIndex: number) {
  const { rule, severity, message, place, fingerprint, help, known, before } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}. ${help}` },
    locations: place === null ? [] : [{ physicalLocation: physical(place) }],
    ...(before
      ? { relatedLocations: [{ physicalLocation: physical(before), message: { text: 'As it was before' } }] }
      : {}),
    partialFingerprints: { 'apigov/v1': fingerprint },
    baselineState: known === true ? 'unchanged' : 'new',
  }
}

function physical({ file, line, column }: Place) {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
    region: { startLine: line, startColumn: column },
  }
}
