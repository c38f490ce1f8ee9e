import type { Finding, Severity } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import type { Fix } from '../base/fix.ts'
import type { Place } from '../base/place.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { ContractSummary } from '../contract/summary.ts'
import type { Diff } from '../diff/change.ts'
import type { LintAnswer } from '../lint/ignores.ts'
import type { Circumstances } from './circumstances.ts'

/** What a proposal is, as policy sees it. Both catalogs are complete: a proposal with an unreadable catalog never gets this far. */
export interface ProposalView {
  /** `null` where the base holds no catalog yet. */
  readonly base: Catalog | null
  readonly head: Catalog
  /** The commit whose approvals count. */
  readonly headCommit: string
  /** Paths that differ between the trees, of any kind of difference, in order. */
  readonly changedFiles: readonly string[]
  /** By `<api>/<version>`: the contracts that changed. */
  readonly contracts: ReadonlyMap<string, ContractChange>
  readonly circumstances: Circumstances
}

export interface ContractChange {
  readonly base: ContractSummary | null
  readonly head: ContractSummary | null
  /** `null` where one side is missing. */
  readonly diff: Diff | null
  /** `null` for a side that is missing, or could not be judged. */
  readonly lint: { readonly base: LintAnswer | null; readonly head: LintAnswer | null }
}

/** What could change a check's mind: a label event does not re-run a policy that never looks at labels. */
type Trigger = 'pushed' | 'reviewed' | 'clock'

/** An approval the proposal still needs, or has. */
export interface Approval {
  /** Id of a team of the base catalog. */
  readonly team: string
  /** `acme/payments` */
  readonly forge: string
  /** Why, as a clause: `owns API \`payments\``. */
  readonly because: string
  /** Files the approval is wanted for. */
  readonly files: readonly string[]
  /** Login of the member who gave it. */
  readonly givenBy: string | null
}

export interface Outcome {
  readonly findings: readonly Finding[]
  readonly approvals: readonly Approval[]
}

export interface Check {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  readonly triggers: readonly Trigger[]
  /** Pure. */
  evaluate(proposal: ProposalView): Outcome
}

/** What a check says; rule and fingerprint are added for it. */
interface Offence {
  readonly message: string
  readonly help: string
  readonly place: Place | null
  readonly fix?: Fix
  /** Default: error. */
  readonly severity?: Severity
  readonly api?: string
  readonly version?: string
  readonly subject?: string
}

interface DeclaredCheck extends Omit<Check, 'evaluate'> {
  /** Tells `report` what is wrong and `want` whose approval the proposal needs. */
  evaluate(
    proposal: ProposalView,
    tell: { readonly report: (offence: Offence) => void; readonly want: (approval: Approval) => void },
  ): void
}

/** Declares a policy check. Its findings carry `id` as their rule. */
export function defineCheck({ evaluate, ...declared }: DeclaredCheck): Check {
  return {
    ...declared,
    evaluate(proposal) {
      const findings: Finding[] = []
      const approvals: Approval[] = []
      const fingerprint = fingerprinter()
      const report = ({ severity = 'error', message, help, place, fix, ...about }: Offence) => {
        const parts = { rule: declared.id, catalog: proposal.head.settings.catalog, ...about }
        const print = fingerprint(parts)
        findings.push({ rule: declared.id, severity, message, place, fingerprint: print, help, ...(fix && { fix }) })
      }
      evaluate(proposal, { report, want: (approval) => approvals.push(approval) })
      return { findings, approvals }
    },
  }
}
