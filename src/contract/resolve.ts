import { valueAt } from '../base/place.ts'
import type { Contract, Json, Located } from './contract.ts'
import { refOf } from './grammar.ts'
import { parseReference } from './reference.ts'

const answers = new WeakMap<Contract, Map<string, Located | null>>()

/**
 * The value a `$ref` in `file` leads to, through chains of references; the same object for the same text, so that identities can be
 * compared. `null` where it leads nowhere or around in a circle: `readContract` has made a finding of both.
 *
 * Since OpenAPI 3.1 a schema may say more beside its `$ref`: a chain ends at such a schema, which is given with its `$ref` still in it.
 */
export function resolve(contract: Contract, file: string, ref: string): Located | null {
  let known = answers.get(contract)
  if (!known) {
    known = new Map()
    answers.set(contract, known)
  }
  const question = `${file}\n${ref}`
  let answer = known.get(question)
  if (answer === undefined) {
    answer = follow(contract, file, ref)
    known.set(question, answer)
  }
  return answer
}

function follow(contract: Contract, file: string, ref: string): Located | null {
  const seen = new Set<string>()
  let from = file
  let text = ref
  for (;;) {
    const reference = parseReference(from, text)
    if (reference.trouble) return null
    const identity = `${reference.file}#${reference.pointer}`
    if (seen.has(identity)) return null
    seen.add(identity)
    const value = valueAt(contract.files.get(reference.file)?.value, reference.pointer) as Json | undefined
    if (value === undefined) return null
    const next = refOf(value)
    if (next === undefined || saysMore(contract, value))
      return { value, file: reference.file, pointer: reference.pointer }
    from = reference.file
    text = next
  }
}

/** `summary` and `description` beside a `$ref` only override words. */
function saysMore(contract: Contract, value: Json): boolean {
  return (
    contract.openapi !== '3.0' &&
    Object.keys(value as object).some((key) => key !== '$ref' && key !== 'summary' && key !== 'description')
  )
}
