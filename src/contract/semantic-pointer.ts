import { canonicalOperation, type FingerprintParts } from '../base/fingerprint.ts'
import { type Pointer, pointerTo, segmentsOf } from '../base/place.ts'
import type { ContractIdentity } from './contract.ts'
import { methods } from './grammar.ts'

/**
 * The parts of a fingerprint that say where in a contract something is, so that they survive moves: the operation with parameter
 * names blanked, and a pointer that begins at the operation or at the name of a component. A part kept in a file of its own is
 * named as the bundle would name it (`schemas/pet.yaml` and `schemas.yaml#/pet` are both `pet`), so moving it between files or
 * into `components` changes nothing.
 */
export function semanticParts(
  identity: ContractIdentity,
  entry: string,
  file: string,
  pointer: Pointer,
): Pick<FingerprintParts, 'catalog' | 'api' | 'version' | 'operation' | 'pointer'> {
  const { catalog, api, version } = identity
  const segments = segmentsOf(pointer)
  const [top, path, method] = segments
  if (file === entry && (top === 'paths' || top === 'webhooks') && path !== undefined) {
    const ofOperation = method !== undefined && (methods as readonly string[]).includes(method)
    return {
      catalog,
      api,
      version,
      operation: ofOperation ? canonicalOperation(method, path) : canonicalOperation('*', path),
      pointer: pointerTo('', ...segments.slice(ofOperation ? 3 : 2)),
    }
  }
  if (file === entry && top !== 'components') return { catalog, api, version, pointer }
  return { catalog, api, version, pointer: pointerTo('', ...named(file, segments)) }
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
