import type { JsonObject } from './contract.ts'
import { holdsOf, isExtension, isObject, type Kind, refOf } from './grammar.ts'
import { isMappingReference } from './reference.ts'

/** A reference as it is written, and what has to stand where it leads. */
export interface Mention {
  readonly ref: string
  readonly kind: Kind
}

/** By value: contracts that were read alike have values in common. */
const answers = new WeakMap<JsonObject, { readonly kind: Kind; readonly mentions: readonly Mention[] | null }>()

/** The references in a thing of the grammar, at any depth; `null` where one stands where none may. */
export function mentionsIn(value: JsonObject, kind: Kind): readonly Mention[] | null {
  const known = answers.get(value)
  if (known?.kind === kind) return known.mentions
  const found: Mention[] = []
  const mentions = collect(value, kind, found) ? found : null
  answers.set(value, { kind, mentions })
  return mentions
}

function collect(value: JsonObject, kind: Kind, found: Mention[]): boolean {
  const ref = refOf(value)
  if (ref !== undefined) found.push({ ref, kind })
  for (const [, ref] of mappedReferences(value, kind)) found.push({ ref, kind: 'schema' })
  for (const keyword of Object.keys(value)) {
    const child = value[keyword]
    if (typeof child !== 'object' || child === null) continue
    const holds = holdsOf(kind, keyword)
    if (holds === undefined) continue
    const [arity, below] = holds
    if (arity === 'one') {
      if (isObject(child) && !collect(child, below, found)) return false
      continue
    }
    for (const name of Object.keys(child)) {
      const item = (child as JsonObject)[name]
      if (isObject(item)) {
        if (!isExtension(kind, keyword, name) && !collect(item, below, found)) return false
      } else if (name === '$ref' && typeof item === 'string') return false
    }
  }
  return true
}

/** The references among the values of a discriminator's `mapping`, each with its name there; the others are names of schemas. */
export function mappedReferences(value: JsonObject, kind: Kind): readonly (readonly [name: string, ref: string])[] {
  const mapping = kind === 'discriminator' ? value['mapping'] : undefined
  if (!isObject(mapping)) return none
  return Object.entries(mapping).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && isMappingReference(pair[1]),
  )
}

const none = [] as const
