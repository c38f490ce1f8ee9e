import { valueAt } from '../base/place.ts'
import type { Contract, Json } from './contract.ts'
import { isObject, type Kind, type Node, refOf, walk } from './grammar.ts'
import { parseReference } from './reference.ts'

/**
 * Visits every object of a contract once: the entry, then the parts of other files it reaches. A part is met as the child of what
 * first refers to it, so that the way up from it leads to an operation, a path, the document. Objects that are references are
 * visited too, before what they lead to. What is below a node where `visit` answers false is passed over.
 */
export function visitContract(contract: Contract, visit: (node: Node) => unknown): void {
  const visited = new Map<Json, Kind>()
  const parts: Node[] = [
    {
      kind: contract.kind === 'asyncapi' ? 'asyncapi' : 'document',
      value: contract.root,
      file: contract.entry,
      pointer: '',
      parent: null,
      keyword: '',
      key: '',
    },
  ]
  for (let part = parts.shift(); part; part = parts.shift()) {
    walk(part, (node) => {
      if (visited.get(node.value) === node.kind) return false
      visited.set(node.value, node.kind)
      if (visit(node) === false) return false
      const target = targetOf(contract, node)
      if (target) parts.push(target)
      return true
    })
  }
}

function targetOf(contract: Contract, { file, kind, value, parent, keyword, key }: Node): Node | null {
  const ref = refOf(value)
  const reference = ref === undefined ? null : parseReference(file, ref)
  if (!reference || reference.trouble) return null
  const target = valueAt(contract.files.get(reference.file)?.value, reference.pointer) as Json | undefined
  return isObject(target)
    ? { kind, value: target, file: reference.file, pointer: reference.pointer, parent, keyword, key }
    : null
}
