import { messageOf } from '../base/errors.ts'
import type { Finding, Severity } from '../base/finding.ts'
import { type FingerprintParts, fingerprinter } from '../base/fingerprint.ts'
import type { Fix } from '../base/fix.ts'
import type { Place, Pointer } from '../base/place.ts'
import type { ContractKind } from '../contract/contract.ts'
import type { Offence, Report, Rule } from './rule.ts'

/** A rule that is on for some of a contract, if not for all. */
export interface ActiveRule {
  readonly rule: Rule
  /** How bad its findings are at a place. */
  severityAt(address: () => Address): Severity | 'off'
}

/** A place as a ruleset names it in its overrides: a file by its path in the tree, and the way to it in what is written there. */
interface Address {
  readonly file: string
  readonly pointer: Pointer
}

/** A contract as it is shown to the rules for its kind: `At` is what they name a place in it by. */
export interface Stage<At> {
  readonly kind: ContractKind
  /** What `Rule.visit` is handed. */
  readonly contract: unknown
  /** Where a rule stands that has seen nothing yet. */
  readonly root: At
  /** Equal for what is one place. */
  key(at: At): string
  place(at: At): Place | null
  /** Where in the value of the file; absent where a contract has no such value. */
  pointer?(at: At): Pointer
  address(at: At): Address
  /** What names a place in a fingerprint: equal for equal places. */
  parts(at: At): Omit<FingerprintParts, 'rule' | 'subject'>
  /** False where the edits would meet another text than what was judged, or break what they are not about. */
  mayFix(fix: Fix): boolean
  /** Shows everything there is, once, by the names of a visitor's moments. */
  walk(show: (moment: string, at: At, ...seen: readonly unknown[]) => void): void
}

type Visitor = ReturnType<Rule['visit']>

interface Running extends ActiveRule {
  readonly visitor: Visitor
}

/**
 * Runs the rules for contracts of this kind in one walk, whatever their number. A rule that throws is dropped for the rest of the
 * walk and leaves an error finding: silence would look like consent.
 */
export function runRules<At>(stage: Stage<At>, rules: readonly ActiveRule[]): Finding[] {
  const findings: Finding[] = []
  const fingerprint = fingerprinter()
  // By what they want to see: most rules want little of what there is.
  const running = new Map<string, Set<Running>>()
  const drop = (rule: Running) => {
    for (const rules of running.values()) rules.delete(rule)
  }
  const guarded = ({ rule }: ActiveRule, at: At, act: () => void) => {
    try {
      act()
      return true
    } catch (thrown) {
      const crashed = fingerprint({ rule: 'rule-crashed', ...stage.parts(at) })
      findings.push(crashFinding(`The rule \`${rule.id}\``, stage.place(at), thrown, crashed))
      return false
    }
  }

  for (const active of rules) {
    if (!active.rule.kinds.includes(stage.kind)) continue
    guarded(active, stage.root, () => {
      const { id } = active.rule
      const told = new Set<string>()
      const severityAt = (at: At) => active.severityAt(() => stage.address(at))
      const fingerprintOf = ({ at, about = at, subject }: Offence<At>) =>
        fingerprint({ rule: id, ...stage.parts(about), subject })
      const report: Report<At> = (offence) => {
        const { at, about = at, message, help, subject, fix, each = [] } = offence
        const severities = new Set(each.flatMap(leavesOf).map((one) => severityAt(one.at)))
        if (severities.size > 1) {
          for (const one of each) report(one)
          return
        }
        // What several operations share is judged with each of them, and told once.
        const thing = `${stage.key(about)}\n${subject ?? ''}`
        if (told.has(thing)) return
        told.add(thing)
        const [severity = severityAt(at)] = severities
        if (severity === 'off') return
        findings.push({
          rule: id,
          severity,
          message,
          place: stage.place(at),
          ...(stage.pointer && { pointer: stage.pointer(at) }),
          fingerprint: fingerprintOf(offence),
          help,
          ...(each.length === 0 ? {} : { sums: each.flatMap((one) => [one, ...(one.each ?? [])]).map(fingerprintOf) }),
          ...(fix === undefined || !stage.mayFix(fix) ? {} : { fix }),
        })
      }
      // `kinds` says that the rule is for what this stage shows.
      const visitor = active.rule.visit(report as never, stage.contract as never)
      const ready = { ...active, visitor }
      for (const moment of Object.keys(visitor)) running.set(moment, (running.get(moment) ?? new Set()).add(ready))
    })
  }

  const show = (moment: string, at: At, ...seen: readonly unknown[]) => {
    for (const rule of running.get(moment) ?? [])
      if (!guarded(rule, at, () => rule.visitor[moment]?.(...(seen as never[])))) drop(rule)
  }
  stage.walk(show)
  show('end', stage.root)
  return findings
}

function leavesOf<At>(offence: Offence<At>): readonly Offence<At>[] {
  return offence.each?.length ? offence.each.flatMap(leavesOf) : [offence]
}

/** What is said where a rule, ours or a ruleset's, failed to judge. */
export function crashFinding(who: string, place: Place | null, thrown: unknown, fingerprint: string): Finding {
  return {
    rule: 'rule-crashed',
    severity: 'error',
    message: `${who} failed here, so this contract is not fully checked: ${messageOf(thrown).replaceAll('\n', ' ').replace(/\.$/, '')}`,
    place,
    fingerprint,
    help: 'Turn the rule off in the ruleset until it is repaired.',
  }
}
