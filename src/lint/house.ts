import type { Finding } from '../base/finding.ts'
import type { Edit } from '../base/fix.ts'
import { pointerTo } from '../base/place.ts'
import type { Contract } from '../contract/contract.ts'
import { isObject, type Node, refOf } from '../contract/grammar.ts'
import { payloadOf } from '../contract/kinds/asyncapi-payload.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'
import { visitContract } from '../contract/visit.ts'
import { isReferredTo } from './referred-to.ts'
import type { At } from './rule.ts'
import { type ActiveRule, crashFinding, runRules } from './run-rules.ts'

/** What the house rules find in an OpenAPI or AsyncAPI document. */
export function lintByHouseRules(contract: Contract, rules: readonly ActiveRule[]): Finding[] {
  return runRules<At>(
    {
      kind: contract.kind,
      contract,
      root: { file: contract.entry, pointer: '' },
      key: ({ file, pointer }) => `${file}#${pointer}`,
      pointer: ({ pointer }) => pointer,
      place: ({ file, pointer }) => contract.files.get(file)?.place(pointer) ?? null,
      address: ({ file, pointer }) => contract.files.get(file)?.origin?.(pointer) ?? { file, pointer },
      parts: ({ file, pointer }) => semanticPartsOf(contract, file, pointer),
      mayFix: ({ edits }) => edits.every((edit) => mayEdit(contract, edit)),
      walk(show) {
        visitContract(contract, (node) => {
          if (node.kind === 'document') for (const [path, at] of pathsOf(node)) show('path', at, path, at)
          const payload = node.kind === 'payload' ? payloadOf(node) : null
          if (payload === 'foreign') return false
          const kind = payload === 'schema' ? 'schema' : node.kind
          if (refOf(node.value) === undefined || kind === 'schema') show(kind, node, node)
          return true
        })
      },
    },
    rules,
  )
}

/** False where an edit would meet another text than what was judged, or break what refers to what it takes away. */
function mayEdit(contract: Contract, { kind, file, pointer }: Edit): boolean {
  const { written, repeatedKeys } = contract.files.get(file) ?? {}
  // Of a lifted file the text is another than the value that was judged, of a key written twice only one is.
  if (written !== undefined || repeatedKeys !== undefined) return false
  return (kind !== 'remove' && kind !== 'rename') || !isReferredTo(contract, file, pointer)
}

function* pathsOf({ value, file }: Node): Generator<readonly [string, At]> {
  const paths = value['paths']
  if (!isObject(paths)) return
  for (const path of Object.keys(paths))
    if (path.startsWith('/')) yield [path, { file, pointer: pointerTo('/paths', path) }]
}

/** What is said where a rule of a ruleset failed to judge. */
export function crash(contract: Contract, who: string, at: At, thrown: unknown, fingerprint: string): Finding {
  return crashFinding(who, contract.files.get(at.file)?.place(at.pointer) ?? null, thrown, fingerprint)
}
