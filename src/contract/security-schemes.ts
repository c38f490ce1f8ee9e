import { compareText } from '../base/finding.ts'
import type { Contract, JsonObject } from './contract.ts'
import { isObject, refOf } from './grammar.ts'
import { resolve } from './resolve.ts'
import type { KeyPlace } from './summary.ts'

/** The security scheme of this name, wherever it stands; `null` where there is none. */
export function securityScheme(contract: Contract, name: string): JsonObject | null {
  const schemes = schemesOf(contract)
  const written = Object.hasOwn(schemes, name) ? schemes[name] : undefined
  const ref = refOf(written)
  const scheme = ref === undefined ? written : resolve(contract, contract.entry, ref)?.value
  return isObject(scheme) ? scheme : null
}

/**
 * Where the schemes of type `apiKey` put a key (OpenAPI 3.1 section 4.8.27), each place once, sorted. Names of fields are in lower
 * case.
 */
export function keyPlaces(contract: Contract): readonly KeyPlace[] {
  const places = new Map<string, KeyPlace>()
  for (const key of Object.keys(schemesOf(contract))) {
    const { type, in: place, name } = securityScheme(contract, key) ?? {}
    if (type !== 'apiKey' || typeof name !== 'string' || name === '') continue
    if (place === 'header') places.set(`header ${name.toLowerCase()}`, { in: place, name: name.toLowerCase() })
    if (place === 'query' || place === 'cookie') places.set(`${place} ${name}`, { in: place, name })
  }
  return [...places].sort(([a], [b]) => compareText(a, b)).map(([, place]) => place)
}

function schemesOf({ root }: Contract): JsonObject {
  const components = root['components']
  const schemes = isObject(components) ? components['securitySchemes'] : undefined
  return isObject(schemes) ? schemes : {}
}
