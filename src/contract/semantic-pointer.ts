import { canonicalOperation, type FingerprintParts } from '../base/fingerprint.ts'
import { type Pointer, pointerTo, segmentsOf } from '../base/place.ts'
import type { Contract, ContractIdentity } from './contract.ts'
import { isObject, methods, refOf } from './grammar.ts'
import { parseReference } from './reference.ts'

type Parts = Pick<FingerprintParts, 'catalog' | 'api' | 'version' | 'operation' | 'pointer'>

/**
 * The parts of a fingerprint that say where in a contract something is, so that they survive moves: the operation with parameter
 * names blanked, and a pointer that begins at the operation or at the name of a component. A part kept in a file of its own is
 * named as the bundle would name it (`schemas/pet.yaml` and `schemas.yaml#/pet` are both `pet`), so moving it between files or
 * into `components` changes nothing; and a path kept in a file of its own is still that path.
 */
export function semanticPartsOf(contract: Contract, file: string, pointer: Pointer): Parts {
  const { identity, entry } = contract
  if (file === entry) return semanticParts(identity, entry, file, pointer)
  for (const item of pathItemsOutside(contract))
    if (item.file === file && (pointer === item.pointer || pointer.startsWith(`${item.pointer}/`)))
      return semanticParts(identity, entry, entry, pointerTo('/paths', item.path) + pointer.slice(item.pointer.length))
  return semanticParts(identity, entry, file, pointer)
}

interface PathItemOutside {
  readonly path: string
  readonly file: string
  readonly pointer: Pointer
}

const outside = new WeakMap<Contract, readonly PathItemOutside[]>()

function pathItemsOutside(contract: Contract): readonly PathItemOutside[] {
  let items = outside.get(contract)
  if (!items) {
    const paths = isObject(contract.root['paths']) ? contract.root['paths'] : {}
    items = Object.entries(paths).flatMap(([path, item]) => {
      const reference = parseReference(contract.entry, refOf(item) ?? '')
      return reference.trouble || reference.file === contract.entry ? [] : [{ path, ...reference }]
    })
    outside.set(contract, items)
  }
  return items
}

/** The same while the contract is being read, when only the entry is sure. */
export function semanticParts(identity: ContractIdentity, entry: string, file: string, pointer: Pointer): Parts {
  const { catalog, api, version } = identity
  const segments = segmentsOf(pointer)
  const [top, path, ...below] = segments
  if (file === entry && (top === 'paths' || top === 'webhooks') && path !== undefined) {
    const { method, rest } = methodOf(below)
    return {
      catalog,
      api,
      version,
      operation: canonicalOperation(method, path),
      pointer: pointerTo('', ...rest),
    }
  }
  if (file === entry && top !== 'components') return { catalog, api, version, pointer }
  return { catalog, api, version, pointer: pointerTo('', ...named(file, segments)) }
}

/** The method that segments below a path item lead through, `*` where they do not lead into an operation. */
function methodOf(segments: readonly string[]): { readonly method: string; readonly rest: readonly string[] } {
  const [key, name] = segments
  if (key !== undefined && (methods as readonly string[]).includes(key)) return { method: key, rest: segments.slice(1) }
  return key === 'additionalOperations' && name !== undefined
    ? { method: name, rest: segments.slice(2) }
    : { method: '*', rest: segments }
}

const homes = new Set([
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'pathItems',
  'mediaTypes',
  'definitions',
  '$defs',
])
const keywords = new Set([
  'properties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'additionalProperties',
  'patternProperties',
  'content',
  'schema',
  ...methods,
])

/** From the name of the component on. */
function named(file: string, segments: readonly string[]): readonly string[] {
  const start = segments[0] === 'components' ? 1 : 0
  const home = segments[start]
  if (home !== undefined && homes.has(home)) return segments.slice(start + 1)
  if (home !== undefined && !keywords.has(home)) return segments.slice(start)
  return [nameOfFile(file), ...segments]
}

/** `shared/schemas/pet.v1.yaml` → `pet.v1` */
export function nameOfFile(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1)
  return base.replace(/\.(?:ya?ml|json)$/i, '')
}
