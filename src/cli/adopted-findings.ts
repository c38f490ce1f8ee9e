import { type Finding, severityRank } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import type { ProposalView } from '../policy/check.ts'
import { adoptionOf } from '../policy/exceptions.ts'
import { neverKnown } from '../policy/known.ts'

/** The findings of one contract, each as it counts. */
interface Told {
  readonly contract: string
  readonly findings: readonly Finding[]
}

interface ComingIn {
  readonly adoption: NonNullable<ReturnType<typeof adoptionOf>>
  contracts: number
  readonly findings: Finding[]
}

/**
 * What is left to do, for whoever has just brought in contracts: of all that comes in with an adoption one finding, as bad as the worst of
 * them and as known as they are. What lint could not look at is told one by one.
 */
export function withoutAdopted(proposal: ProposalView, told: readonly Told[]): readonly Finding[] {
  const left: Finding[] = []
  const comingIn = new Map<string, ComingIn>()
  for (const { contract, findings } of told) {
    const adoption = adoptionOf(proposal, contract)
    const covered = adoption === null ? [] : findings.filter(({ rule }) => !neverKnown.has(rule))
    if (adoption === null || covered.length === 0) {
      left.push(...findings)
      continue
    }
    left.push(...findings.filter(({ rule }) => neverKnown.has(rule)))
    const all = comingIn.get(adoption.file) ?? { adoption, contracts: 0, findings: [] }
    comingIn.set(adoption.file, all)
    all.contracts++
    for (const finding of covered) all.findings.push(finding)
  }
  return [...left, ...[...comingIn.values()].map((all) => summary(proposal, all))]
}

function summary({ head }: ProposalView, { adoption, contracts, findings }: ComingIn): Finding {
  const { file, named, isAgreed, awaits } = adoption
  const worst = findings.reduce((a, b) => (severityRank[b.severity] > severityRank[a.severity] ? b : a))
  const about = { rule: 'adoption', catalog: head.settings.catalog, subject: file }
  return {
    rule: about.rule,
    severity: worst.severity,
    message: `Brought in with ${named}: ${counted(findings.length, 'finding')} in ${counted(contracts, 'contract')}, known once it is merged`,
    place: head.place(file, '/contracts'),
    fingerprint: fingerprint(about),
    ...(isAgreed && { known: true }),
    ...(awaits !== null && awaits.length > 0 && { awaits }),
    help: isAgreed ? showAll : awaits === null ? nobody : `Wait for ${listed(awaits)} to approve it. ${showAll}`,
  }
}

const showAll = 'See each with `--all`.'
const nobody = 'Nobody can agree to it: name `review.board` in `apigov.yaml`.'

const listed = (teams: readonly string[]) => teams.map((team) => `\`${team}\``).join(' and ')

function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}
