/**
 * What a gateway needs to judge requests and answers by a contract: parameters, bodies, and their schemas as plain JSON Schema 2020-12 that
 * stands by itself.
 */
import { pointerTo, segmentsOf, valueAt } from '../base/place.ts'
import type {
  BodyShape,
  ContractAnswers,
  OperationRequest,
  ParameterShape,
  SnapshotContract,
} from '../snapshot/requests.ts'
import type { UnusableSchema } from '../snapshot/schema-engine.ts'
import { bundledDocument } from './bundle.ts'
import type { Contract, Json, JsonObject } from './contract.ts'
import { isObject, methods, refOf } from './grammar.ts'
import { plainSchema } from './plain-schema.ts'

/** The requests of a contract that was read completely; the operations are those of its summary. */
export type ContractRequests = Omit<SnapshotContract, 'id'> & {
  /** Schemas that nothing can be judged by; left out where there are none, or nobody looked. */
  readonly unusable?: readonly UnusableSchema[]
}

export function requestsOf(contract: Contract): ContractRequests {
  return new RequestReader(bundledDocument(contract), contract.openapi === '3.0', 'readOnly').requests()
}

/** The answers of the same operations. */
export function answersOf(contract: Contract): ContractAnswers {
  return new RequestReader(bundledDocument(contract), contract.openapi === '3.0', 'writeOnly').answers()
}

class RequestReader {
  readonly #document: JsonObject
  readonly #isOld: boolean
  readonly #leftOut: 'readOnly' | 'writeOnly'
  /** A map, since a component may be called `__proto__`. */
  readonly #definitions = new Map<string, Json>()
  readonly #operations: Record<string, OperationRequest> = {}
  /** Pointers of schemas that are referred to and not written yet. */
  readonly #waiting: string[] = []

  constructor(document: JsonObject, isOld: boolean, leftOut: 'readOnly' | 'writeOnly') {
    this.#document = document
    this.#isOld = isOld
    this.#leftOut = leftOut
  }

  requests(): ContractRequests {
    for (const { id, item, operation } of this.#all()) this.#read(id, item, operation)
    return { definitions: this.#defined(), operations: this.#operations }
  }

  answers(): ContractAnswers {
    const operations = Object.fromEntries(
      [...this.#all()].map(({ id, operation }) => [
        id,
        Object.fromEntries(
          Object.entries(objectAt(operation, 'responses')).flatMap(([status, written]) => {
            const answer = this.#resolved(written)
            const key = status === 'default' ? status : status.toUpperCase()
            return isObject(answer) && !status.startsWith('x-')
              ? [[key, this.#content(`${id} ${key}`, answer)] as const]
              : []
          }),
        ),
      ]),
    )
    return { definitions: this.#defined(), operations }
  }

  *#all() {
    for (const [path, written] of Object.entries(objectAt(this.#document, 'paths'))) {
      const item = this.#resolved(written)
      if (!path.startsWith('/') || !isObject(item)) continue
      for (const [method, operation] of operationsIn(item)) yield { id: `${method} ${path}`, item, operation }
    }
  }

  /** All definitions, with those that they refer to. */
  #defined(): Record<string, Json> {
    for (let pointer = this.#waiting.shift(); pointer !== undefined; pointer = this.#waiting.shift())
      this.#definitions.set(nameOf(pointer), this.#plain(valueAt(this.#document, pointer) as Json))
    return Object.fromEntries(this.#definitions)
  }

  #read(id: string, item: JsonObject, operation: JsonObject): void {
    // An operation's parameter takes the place of the path item's with the same name and place.
    const parameters = new Map<string, ParameterShape>()
    for (const written of [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')]) {
      const shape = this.#parameter(id, this.#resolved(written))
      if (shape !== null) parameters.set(`${shape.in} ${shape.name}`, shape)
    }
    const body = this.#resolved(operation['requestBody'])
    this.#operations[id] = {
      parameters: [...parameters.values()],
      body: isObject(body) ? this.#body(id, body) : null,
    }
  }

  #parameter(id: string, parameter: Json | undefined): ParameterShape | null {
    if (!isObject(parameter) || typeof parameter['name'] !== 'string') return null
    const place = parameter['in']
    if (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'cookie') return null
    const name = place === 'header' ? parameter['name'].toLowerCase() : parameter['name']
    // OpenAPI 3.0 section 4.7.12.1: these three are said elsewhere.
    if (place === 'header' && ['accept', 'content-type', 'authorization'].includes(name)) return null
    const [media] = Object.values(objectAt(parameter, 'content'))
    const schema = (isObject(media) ? media['schema'] : parameter['schema']) ?? true
    const reading = isObject(media) ? { as: 'json' as const, types: [] } : this.#reading(place, parameter, schema)
    const required = place === 'path' || parameter['required'] === true
    return { in: place, name, required, ...reading, schema: this.#define(`${id} ${place} ${name}`, schema) }
  }

  /** OpenAPI 3.0 section 4.7.12.2, the styles. */
  #reading(place: ParameterShape['in'], parameter: JsonObject, schema: Json): Pick<ParameterShape, 'as' | 'types'> {
    const style = parameter['style'] ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple')
    const types = this.#typesOf(schema)
    if (types.has('object')) return { as: 'opaque', types: [] }
    if (!types.has('array'))
      return { as: style === 'simple' || style === 'form' ? 'text' : 'opaque', types: [...types] }
    const items = this.#resolved(schema)
    const itemTypes = [...this.#typesOf((isObject(items) ? items['items'] : undefined) ?? true)]
    if (style === 'form' && (parameter['explode'] ?? true) === true) return { as: 'repeated', types: itemTypes }
    const separator = separators[String(style)]
    return { as: separator === undefined ? 'opaque' : { separator }, types: itemTypes }
  }

  /** What a value may be, as far as the schema says; all of them where it does not. */
  #typesOf(schema: Json, depth = 0): Set<string> {
    const resolved = this.#resolved(schema)
    if (!isObject(resolved) || depth > 8) return new Set(['string'])
    const said = [resolved['type']].flat().filter((type) => typeof type === 'string')
    const found = new Set<string>(said)
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const part of listAt(resolved, key)) for (const type of this.#typesOf(part, depth + 1)) found.add(type)
    for (const value of [...listAt(resolved, 'enum'), ...('const' in resolved ? [resolved['const'] ?? null] : [])])
      found.add(value === null ? 'null' : typeof value)
    if (this.#isOld && resolved['nullable'] === true) found.add('null')
    return found.size > 0 ? found : new Set(['string'])
  }

  #body(id: string, body: JsonObject): BodyShape {
    return { required: body['required'] === true, content: this.#content(id, body) }
  }

  #content(id: string, body: JsonObject): BodyShape['content'] {
    const content = Object.entries(objectAt(body, 'content')).map(([written, media]) => {
      const type = (written.split(';')[0] ?? '').trim().toLowerCase()
      const schema = isObject(media) ? media['schema'] : undefined
      return [type, isJsonType(type) && schema !== undefined ? this.#define(`${id} ${type}`, schema) : null] as const
    })
    return Object.fromEntries(content)
  }

  #define(name: string, schema: Json): string {
    this.#definitions.set(name, this.#plain(schema))
    return name
  }

  #plain(schema: Json): Json {
    return plainSchema(schema, {
      isOld: this.#isOld,
      leftOut: this.#leftOut,
      resolve: (part) => this.#resolved(part),
      refer: (ref) => {
        const pointer = pointerOf(ref)
        const name = nameOf(pointer)
        if (!this.#definitions.has(name)) {
          this.#definitions.set(name, true)
          this.#waiting.push(pointer)
        }
        return `#/$defs/${encodeURIComponent(pointerTo('', name).slice(1))}`
      },
    })
  }

  /** The bundle refers to itself only, and to nothing in a circle but schemas. */
  #resolved(value: Json | undefined): Json | undefined {
    let at = value
    for (let hops = 0; hops < 32; hops++) {
      const ref = refOf(at)
      if (ref === undefined) return at
      at = valueAt(this.#document, pointerOf(ref)) as Json | undefined
    }
    return undefined
  }
}

const separators: Readonly<Record<string, string>> = {
  form: ',',
  simple: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
}

/** `application/json`, `application/vnd.acme+json`. */
function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json')
}

function pointerOf(ref: string): string {
  return decodeURIComponent(ref.slice(ref.indexOf('#') + 1))
}

/** Components by their own name, what stands elsewhere by its pointer. */
function nameOf(pointer: string): string {
  const segments = segmentsOf(pointer)
  return segments.length === 3 && segments[1] === 'schemas' ? (segments[2] ?? pointer) : pointer
}

function* operationsIn(item: JsonObject): Generator<readonly [string, JsonObject]> {
  for (const method of methods) {
    const operation = item[method]
    if (isObject(operation)) yield [method.toUpperCase(), operation]
  }
  for (const [method, operation] of Object.entries(objectAt(item, 'additionalOperations')))
    if (isObject(operation) && !method.startsWith('x-')) yield [method, operation]
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const found = value[key]
  return isObject(found) ? found : {}
}

function listAt(value: JsonObject, key: string): readonly Json[] {
  const found = value[key]
  return Array.isArray(found) ? found : []
}
