/**
 * vocabulary/ is what rules of ours speak of: operations with all that bears on them, what callers send, words and their casing, pages,
 * personal data. A rule file then says its offence and little else.
 */
import { pointerTo } from '../../base/place.ts'
import type { Contract, Json, JsonObject } from '../../contract/contract.ts'
import { isObject, methods, refOf } from '../../contract/grammar.ts'
import { resolve } from '../../contract/resolve.ts'
import type { At } from '../rule.ts'

/** An object of the contract, and where it really stands: references are followed. */
export interface Part extends At {
  readonly value: JsonObject
}

/** An operation with all that bears on it, its path's parameters and the document's security included. */
export interface Operation extends Part {
  /** `GET /pets`, as findings name it. */
  readonly name: string
  /** In lower case. */
  readonly method: string
  readonly path: string
  readonly parameters: readonly Part[]
  readonly body: Part | null
  /** By status as written: `200`, `4XX`, `default`. */
  readonly responses: ReadonlyMap<string, Part>
  /** The requirements that hold, of which one suffices; empty: anybody may call it. `undefined`: nobody said. */
  readonly security: readonly JsonObject[] | undefined
}

const known = new WeakMap<Contract, readonly Operation[]>()

/** Every operation of `paths`, in the order written; for rules that ask about several of its parts at once. */
export function operationsOf(contract: Contract): readonly Operation[] {
  let operations = known.get(contract)
  if (operations === undefined) {
    const root: Part = { file: contract.entry, pointer: '', value: contract.root }
    operations = [...entriesOf(contract, root, 'paths')].flatMap(([path, item]) => operationsAt(contract, path, item))
    known.set(contract, operations)
  }
  return operations
}

function operationsAt(contract: Contract, path: string, item: Part): readonly Operation[] {
  const common = itemsOf(contract, item, 'parameters')
  return methods.flatMap((method): Operation[] => {
    const operation = partAt(contract, item, method)
    if (operation === null || !path.startsWith('/')) return []
    const own = itemsOf(contract, operation, 'parameters')
    const security = operation.value['security'] ?? contract.root['security']
    return [
      {
        ...operation,
        name: `${method.toUpperCase()} ${path}`,
        method,
        path,
        parameters: [...common.filter((shared) => !own.some((one) => isSameParameter(one, shared))), ...own],
        body: partAt(contract, operation, 'requestBody'),
        responses: entriesOf(contract, operation, 'responses'),
        security: Array.isArray(security) ? (security as readonly Json[]).filter(isObject) : undefined,
      },
    ]
  })
}

function isSameParameter(a: Part, b: Part): boolean {
  return a.value['name'] === b.value['name'] && a.value['in'] === b.value['in']
}

/** What stands under a key, its reference followed; `null` where there is no object. */
export function partAt(contract: Contract, whole: Part, ...keys: readonly string[]): Part | null {
  let at: Part | null = whole
  for (const key of keys) {
    if (at === null || !Object.hasOwn(at.value, key)) return null
    at = followed(contract, at.file, pointerTo(at.pointer, key), at.value[key])
  }
  return at
}

/** The objects of a map by their names, references followed. Extensions are left out. */
export function entriesOf(contract: Contract, whole: Part, key: string): ReadonlyMap<string, Part> {
  const map = whole.value[key]
  if (!isObject(map)) return new Map()
  const pointer = pointerTo(whole.pointer, key)
  return new Map(
    Object.entries(map).flatMap(([name, value]): [string, Part][] => {
      const part = name.startsWith('x-') ? null : followed(contract, whole.file, pointerTo(pointer, name), value)
      return part === null ? [] : [[name, part]]
    }),
  )
}

/** The objects of a list, references followed. */
export function itemsOf(contract: Contract, whole: Part, key: string): readonly Part[] {
  const list = whole.value[key]
  if (!Array.isArray(list)) return []
  const pointer = pointerTo(whole.pointer, key)
  return (list as readonly Json[]).flatMap(
    (value, index) => followed(contract, whole.file, pointerTo(pointer, index), value) ?? [],
  )
}

function followed(contract: Contract, file: string, pointer: string, value: Json | undefined): Part | null {
  const ref = refOf(value)
  const target = ref === undefined ? { file, pointer, value } : resolve(contract, file, ref)
  return target !== null && isObject(target.value) ? { ...target, value: target.value } : null
}

/** The schema of a body or response as JSON; `null` where it has none. */
export function jsonSchemaOf(contract: Contract, message: Part): Part | null {
  for (const [type, media] of entriesOf(contract, message, 'content'))
    if (/^application\/(?:[\w.+-]+\+)?json(?:;|$)/i.test(type)) return partAt(contract, media, 'schema')
  return null
}

/** The properties of a schema by name, those of its `allOf` included. */
export function propertiesOf(
  contract: Contract,
  schema: Part,
  seen = new Set<JsonObject>(),
): ReadonlyMap<string, Part> {
  if (seen.has(schema.value)) return new Map()
  seen.add(schema.value)
  const inherited = itemsOf(contract, schema, 'allOf').flatMap((part) => [...propertiesOf(contract, part, seen)])
  return new Map([...inherited, ...entriesOf(contract, schema, 'properties')])
}

/** True for the types a schema names, `null` beside them or not. */
export function isOfType({ value }: Part, ...types: readonly string[]): boolean {
  const named = (Array.isArray(value['type']) ? value['type'] : [value['type']]) as readonly unknown[]
  return named.some((type) => type !== 'null' && types.includes(String(type)))
}

/** True where a response describes the header; their names know no case (RFC 9110 section 5.1). */
export function hasHeader({ value }: Part, name: string): boolean {
  const { headers } = value
  return isObject(headers) && Object.keys(headers).some((key) => key.toLowerCase() === name)
}

/** True where an operation says what it answers with this status, itself, by its range or by `default`. */
export function answers({ responses }: Operation, status: number): boolean {
  const range = `${String(status)[0]}XX`
  return [...responses.keys()].some((key) => [String(status), range, 'DEFAULT'].includes(key.toUpperCase()))
}

/** True for a parameter that is a header of such a name. */
export function isHeader({ value }: Part, name: RegExp): boolean {
  return value['in'] === 'header' && name.test(String(value['name']))
}

/** True where no alternative is to come without a credential. */
export function isGuarded({ security = [] }: Operation): boolean {
  return security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0)
}
