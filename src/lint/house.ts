import { messageOf } from '../base/errors.ts'
import type { Finding, Severity } from '../base/finding.ts'
import { type FingerprintParts, fingerprinter } from '../base/fingerprint.ts'
import { pointerTo } from '../base/place.ts'
import type { Contract } from '../contract/contract.ts'
import { isObject, type Node, refOf } from '../contract/grammar.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'
import { visitContract } from '../contract/visit.ts'
import type { At, Rule, Visitor } from './rule.ts'

/** A rule that is on, and how bad its findings are. */
export interface ActiveRule {
  readonly rule: Rule
  readonly severity: Severity
}

interface Running extends ActiveRule {
  readonly visitor: Visitor
}

/**
 * Runs the house rules in one walk over the contract, whatever their number. A rule that throws is dropped for the rest of the
 * walk and leaves an error finding: silence would look like consent.
 */
export function lintByHouseRules(contract: Contract, rules: readonly ActiveRule[]): Finding[] {
  const findings: Finding[] = []
  const fingerprint = fingerprinter()
  // By what they want to see: most rules want little of what there is.
  const running = new Map<string, Set<Running>>()
  const drop = (rule: Running) => {
    for (const rules of running.values()) rules.delete(rule)
  }

  const parts = (rule: string, { file, pointer }: At): FingerprintParts => ({
    rule,
    ...semanticPartsOf(contract, file, pointer),
  })
  const guarded = (active: ActiveRule, at: At, act: () => void) => {
    try {
      act()
      return true
    } catch (thrown) {
      findings.push(
        crash(contract, `The rule \`${active.rule.id}\``, at, thrown, fingerprint(parts('rule-crashed', at))),
      )
      return false
    }
  }

  const root: At = { file: contract.entry, pointer: '' }
  for (const active of rules)
    guarded(active, root, () => {
      const told = new Set<string>()
      const visitor = active.rule.visit(({ at, message, help, subject, fix }) => {
        // What several operations share is judged with each of them, and told once.
        const offence = `${at.file}#${at.pointer}\n${subject ?? ''}`
        if (told.has(offence)) return
        told.add(offence)
        const { id } = active.rule
        findings.push({
          rule: id,
          severity: active.severity,
          message,
          place: contract.files.get(at.file)?.place(at.pointer) ?? null,
          fingerprint: fingerprint({ ...parts(id, at), subject }),
          help,
          // A fix is an edit of the value that was judged: of a lifted file it would meet another text.
          ...(fix === undefined || contract.files.get(at.file)?.written !== undefined ? {} : { fix }),
        })
      }, contract)
      const ready = { ...active, visitor }
      for (const moment of Object.keys(visitor)) running.set(moment, (running.get(moment) ?? new Set()).add(ready))
    })

  const show = <K extends keyof Visitor>(moment: K, at: At, see: (seen: NonNullable<Visitor[K]>) => void) => {
    for (const rule of running.get(moment) ?? []) {
      const seen = rule.visitor[moment]
      if (seen !== undefined && !guarded(rule, at, () => see(seen))) drop(rule)
    }
  }
  visitContract(contract, (node) => {
    if (node.kind === 'document') for (const [path, at] of pathsOf(node)) show('path', at, (seen) => seen(path, at))
    if (refOf(node.value) === undefined || node.kind === 'schema') show(node.kind, node, (seen) => seen(node))
  })
  show('end', root, (seen) => seen())
  return findings
}

function* pathsOf({ value, file }: Node): Generator<readonly [string, At]> {
  const paths = value['paths']
  if (!isObject(paths)) return
  for (const path of Object.keys(paths))
    if (path.startsWith('/')) yield [path, { file, pointer: pointerTo('/paths', path) }]
}

/** What is said where a rule, ours or a ruleset's, failed to judge. */
export function crash(contract: Contract, who: string, at: At, thrown: unknown, fingerprint: string): Finding {
  return {
    rule: 'rule-crashed',
    severity: 'error',
    message: `${who} failed here, so this contract is not fully checked: ${messageOf(thrown).replaceAll('\n', ' ').replace(/\.$/, '')}`,
    place: contract.files.get(at.file)?.place(at.pointer) ?? null,
    fingerprint,
    help: 'Turn the rule off in the ruleset until it is repaired.',
  }
}
