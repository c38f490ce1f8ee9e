import { terminalText } from '../base/escaping.ts'
import { short } from '../review/title.ts'
import type { ReleasePlan } from './plan.ts'

/** The plan for a terminal, as `apigov release --dry-run` prints it; ends in a line feed. */
export function releasePlanText(plan: ReleasePlan): string {
  const { releases, deployments, promotions, findings } = plan
  const lines = [
    `Release of ${short(plan.commit)}`,
    ...section(
      'Tag and release',
      releases.map(
        ({ tag, previous, bump, changes }) =>
          `${tag}  ${previous ? `${bump === 'none' ? 'no change' : bump} since ${previous.semver}, ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}` : 'first release'}`,
      ),
    ),
    ...section(
      'Deploy',
      deployments.map(({ branch, sequence, digest }) => `${branch}  #${sequence}  ${digest.slice(0, 19)}`),
    ),
    ...section(
      'Propose',
      promotions.map(({ file, version, from, to }) => `${file}: ${version} ${from ?? 'none'} -> ${to}`),
    ),
    ...section(
      'Left out',
      findings.map(({ severity, message, help }) => `${severity}: ${message}${help ? `\n    ${help}` : ''}`),
    ),
  ]
  if (lines.length === 1) lines.push('', 'Nothing to do: everything is released and deployed.')
  return `${lines.map(terminalText).join('\n')}\n`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}
