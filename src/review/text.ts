import { terminalText } from '../base/escaping.ts'
import type { Finding } from '../base/finding.ts'
import { formatFindings } from '../report/report.ts'
import type { CheckName, Conclusion, ContractReview, Review } from './review.ts'
import { planTitle, short } from './title.ts'

const word: Readonly<Record<Conclusion, string>> = { success: 'ok', failure: 'FAILED', waiting: 'waiting' }

/** The verdict for a terminal; readable without colour, ends in a line feed. */
export function reviewText(review: Review): string {
  const { checks, contracts, approvals, gateway } = review
  const blocks = [
    checks.map(({ name, conclusion, title }) => `${word[conclusion].padEnd(8)} ${name.padEnd(14)} ${title}`),
    ...checks
      .filter(({ findings }) => findings.length > 0)
      .map(({ name, findings }) => [`${name}:`, formatFindings(offered(name, findings), 'text').trimEnd()]),
    titled('Versions:', contracts.flatMap(versionLine)),
    titled(
      'Approvals:',
      approvals.map(({ team, because, givenBy }) => `  ${givenBy === null ? 'wanted' : 'given '} ${team}: ${because}`),
    ),
    titled(
      'Gateways:',
      gateway.map((plan) => (plan.unchanged ? `  ${plan.environment}: unchanged` : `  ${planTitle(plan)}`)),
    ),
    [`${short(review.head)} against ${short(review.base)}: ${word[review.conclusion]}`],
  ]
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
  return `${terminalText(text)}\n`
}

/** `apigov lint --fix` makes the fixes of lint, so only those are offered. */
function offered(name: CheckName, findings: readonly Finding[]): readonly Finding[] {
  return name === 'lint' ? findings : findings.map(({ fix: _, ...finding }) => finding)
}

function versionLine({ api, version, semver, wanted }: ContractReview): readonly string[] {
  if (!wanted) return []
  return [`  ${api}/${version} needs ${wanted.semver} (${wanted.bump}) after ${semver.base}; it says ${semver.head}`]
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines]
}
