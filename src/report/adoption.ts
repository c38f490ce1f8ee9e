/**
 * What lint finds in contracts that are brought in, as one page that somebody reads on the first day: by rule, not by line. The
 * thousands of findings themselves are known from then on, and are shown where somebody touches them.
 */
import { terminalText } from '../base/escaping.ts'
import { compareText, type Finding, type Severity, severityRank } from '../base/finding.ts'
import { count, placeText } from './phrases.ts'

export interface AdoptionReport {
  readonly adopted: readonly { readonly from: string; readonly to: string; readonly findings: readonly Finding[] }[]
  /** Contracts that stay outside. */
  readonly refused: readonly { readonly from: string; readonly reason: string; readonly help: string }[]
  /** What a rule asks, by its id, where somebody has written it down. */
  readonly wishes: ReadonlyMap<string, string>
}

/** What one rule found. */
interface RuleCount {
  readonly rule: string
  readonly severity: Severity
  readonly findings: number
  readonly contracts: number
  readonly fixable: number
  readonly wish: string | null
  readonly example: Finding
}

const width = 80

/** For programs: `format: 1`, the rules in the order of the page. */
export function adoptionJson(report: AdoptionReport): string {
  const { adopted, refused } = report
  const rules = countsOf(report).map(({ example: { place, message }, ...rule }) => ({
    ...rule,
    example: { message, ...place },
  }))
  const document = {
    format: 1,
    adopted: adopted.map(({ from, to, findings }) => ({ from, to, findings: findings.length })),
    refused,
    rules,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** For people, at most 80 columns wide where names allow it. */
export function adoptionText(report: AdoptionReport): string {
  const { adopted, refused } = report
  const rules = countsOf(report)
  const all = rules.reduce((sum, { findings }) => sum + findings, 0)
  const apis = new Set(adopted.map(({ to }) => to.split('/')[1])).size
  const blocks = [
    `${count(adopted.length, 'contract')} brought in as ${count(apis, 'API')}, ${refused.length} left outside.\n${
      all === 0
        ? 'They keep all rules.\n'
        : `${grouped(all)} findings by ${count(rules.length, 'rule')} are known once this is approved and merged:\nthen they fail nothing, and can only become fewer.\n`
    }`,
    ...(refused.length > 0 ? [['Left outside', ...refused.map(refusal)].join('\n')] : []),
    ...steps(rules, all),
    ...(rules.length > 0 ? [table(rules)] : []),
  ]
  return blocks.map((block) => `${block.trimEnd()}\n`).join('\n')
}

function countsOf({ adopted, wishes }: AdoptionReport): readonly RuleCount[] {
  const found = adopted.flatMap(({ to, findings }) => findings.map((finding) => ({ to, finding })))
  return [...Map.groupBy(found, ({ finding }) => `${finding.severity} ${finding.rule}`).values()]
    .flatMap((same): RuleCount[] => {
      const [first] = same
      if (!first) return []
      const { rule, severity } = first.finding
      return [
        {
          rule,
          severity,
          findings: same.length,
          contracts: new Set(same.map(({ to }) => to)).size,
          fixable: same.filter(({ finding }) => finding.fix !== undefined).length,
          wish: wishes.get(rule) ?? null,
          example: first.finding,
        },
      ]
    })
    .sort(
      (a, b) =>
        severityRank[b.severity] - severityRank[a.severity] || b.findings - a.findings || compareText(a.rule, b.rule),
    )
}

/** How many errors are worth a sentence each on the first day. */
const mostSteps = 5
/** What makes more than this part of all findings is a decision about the rule, not about the findings. */
const loud = 0.1

function steps(rules: readonly RuleCount[], all: number): readonly string[] {
  const fixable = rules.reduce((sum, rule) => sum + rule.fixable, 0)
  const errors = rules.filter(({ severity }) => severity === 'error').slice(0, mostSteps)
  const decisions = rules.filter(({ severity, findings }) => severity !== 'error' && findings > all * loud)
  const told = [
    ...(fixable > 0
      ? [[`Repair ${grouped(fixable)} without asking anybody: \`apigov lint --fix\` on the contracts.`]]
      : []),
    ...errors.map((rule) => [
      `${rule.rule}: ${grouped(rule.findings)} in ${count(rule.contracts, 'contract')}. ${rule.wish ?? `${rule.example.message}.`}`,
      ...(rule.example.place ? [`Begin at ${placeText(rule.example.place)}`] : []),
    ]),
    ...decisions.map((rule) => [
      `Decide on ${rule.rule}, ${Math.round((rule.findings / all) * 100)} % of all findings: keep it, or set it to \`off\` in policies/ruleset.yaml.`,
    ]),
  ]
  if (told.length === 0) return []
  const items = told.map(([sentence = '', ...rest], index) =>
    [...wrapped(sentence, `${`${index + 1}.`.padStart(3)} `), ...rest.map((line) => `    ${safe(line)}`)].join('\n'),
  )
  return [['What to do first', ...items].join('\n')]
}

function table(rules: readonly RuleCount[]): string {
  const cells = (found: string, contracts: string, severity: string, rule: string) =>
    `${found.padStart(10)} ${contracts.padStart(10)}  ${severity.padEnd(8)} ${safe(rule)}`
  return [
    cells('Findings', 'Contracts', 'Severity', 'Rule'),
    ...rules.map(({ findings, contracts, severity, rule }) =>
      cells(grouped(findings), String(contracts), severity, rule),
    ),
  ].join('\n')
}

function refusal({ from, reason, help }: AdoptionReport['refused'][number]): string {
  return [`  ${safe(from)}`, ...wrapped(`${reason}. ${help}`, '    ')].join('\n')
}

/** Lines that begin with as many spaces as `head` is long; the first with `head` itself. */
function wrapped(sentence: string, head: string): readonly string[] {
  const lines: string[] = []
  let line = head
  for (const word of safe(sentence).split(' ')) {
    if (line.trim() !== '' && line !== head && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ' '.repeat(head.length)
    }
    line += line.endsWith(' ') ? word : ` ${word}`
  }
  return [...lines, line]
}

/** `9,214` */
function grouped(number: number): string {
  return number.toLocaleString('en-US')
}

/** One line; titles and messages are strangers' text. */
function safe(text: string): string {
  const line = terminalText(text.replace(/\s+/g, ' '))
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
