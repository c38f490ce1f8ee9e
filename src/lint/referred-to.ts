import type { Pointer } from '../base/place.ts'
import type { Contract, Json } from '../contract/contract.ts'
import { parseReference } from '../contract/reference.ts'

/** By contract: the pointers that references lead to, by file. */
const known = new WeakMap<Contract, ReadonlyMap<string, readonly Pointer[]>>()

/** True where a reference leads to what stands at a pointer or below: without it the contract would be broken. */
export function isReferredTo(contract: Contract, file: string, pointer: Pointer): boolean {
  const targets = known.get(contract) ?? targetsIn(contract)
  known.set(contract, targets)
  return (targets.get(file) ?? []).some((target) => target === pointer || target.startsWith(`${pointer}/`))
}

/** Any text that could be a reference counts as one: it may be a `$ref`, a discriminator's `mapping`, a link's `operationRef`. */
function targetsIn(contract: Contract): ReadonlyMap<string, readonly Pointer[]> {
  const found = new Map<string, Pointer[]>()
  for (const [path, { value }] of contract.files) {
    for (const text of textsIn(value)) {
      const reference = text.includes('#/') ? parseReference(path, text) : null
      if (reference === null || reference.trouble) continue
      const pointers = found.get(reference.file) ?? []
      pointers.push(reference.pointer)
      found.set(reference.file, pointers)
    }
  }
  return found
}

function* textsIn(root: Json): Generator<string> {
  const open: Json[] = [root]
  for (let value = open.pop(); value !== undefined; value = open.pop())
    if (typeof value === 'string') yield value
    else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) open.push(child)
}
