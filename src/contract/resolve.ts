import { valueAt } from '../base/place.ts'
import type { Contract, Json, Located } from './contract.ts'
import { refOf } from './grammar.ts'
import { parseReference } from './reference.ts'

interface Answers {
  /** By the file and the text of a `$ref`. */
  readonly byText: Map<string, Located | null>
  /** By `file#pointer`, of every link of every chain that was followed: chains that share an end walk it once. */
  readonly byLink: Map<string, Located | null>
}

const answers = new WeakMap<Contract, Answers>()

/**
 * The value a `$ref` in `file` leads to, through chains of references; the same object for the same text, so that identities can be
 * compared. `null` where it leads nowhere or around in a circle: `readContract` has made a finding of both.
 *
 * Since OpenAPI 3.1 a schema may say more beside its `$ref`: a chain ends at such a schema, which is given with its `$ref` still in it.
 */
export function resolve(contract: Contract, file: string, ref: string): Located | null {
  let known = answers.get(contract)
  if (!known) {
    known = { byText: new Map(), byLink: new Map() }
    answers.set(contract, known)
  }
  const question = `${file}\n${ref}`
  let answer = known.byText.get(question)
  if (answer === undefined) {
    answer = follow(contract, file, ref, known.byLink)
    known.byText.set(question, answer)
  }
  return answer
}

function follow(contract: Contract, file: string, ref: string, byLink: Answers['byLink']): Located | null {
  const links = new Set<string>()
  const answer = endOf(contract, file, ref, links, byLink)
  for (const link of links) byLink.set(link, answer)
  return answer
}

function endOf(
  contract: Contract,
  file: string,
  ref: string,
  links: Set<string>,
  byLink: Answers['byLink'],
): Located | null {
  let from = file
  let text = ref
  for (;;) {
    const reference = parseReference(from, text)
    if (reference.trouble) return null
    const identity = `${reference.file}#${reference.pointer}`
    const known = byLink.get(identity)
    if (known !== undefined) return known
    if (links.has(identity)) return null
    links.add(identity)
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
