/**
 * swagger/ lifts a Swagger 2.0 contract to what it means in OpenAPI 3.0, so that everything above reads one language. Each lifted
 * part knows where it was written: a finding shows the line of the user's own file. Parts stay shared where they were shared, as
 * components are compared once; a shared response or body is copied only into an operation that has media types of its own.
 */
import { type Pointer, pointerTo, valueAt } from '../../base/place.ts'
import type { ContractFile, Json, JsonObject } from '../contract.ts'
import { isObject, type Kind, methods, refOf, walk } from '../grammar.ts'
import { parseReference, referenceTo } from '../reference.ts'
import { isOfBody, liftBody, liftParameter, liftParameters, liftRequest, liftResponse, listedIn } from './messages.ts'
import { below, Moves, type Spot } from './moves.ts'
import { liftSchema } from './schema.ts'
import { liftSecurityScheme } from './security.ts'

/** Names of media types, and the list they stand in; `null` where none is written. */
export interface MediaTypes {
  readonly types: readonly string[]
  readonly written: Spot | null
}

/** What lifting a part needs to know of the whole. */
export interface Lifting {
  readonly moves: Moves
  /** What operations consume that say nothing themselves. */
  readonly consumes: MediaTypes
  /** A copy of an object with a `$ref`, which will lead to where its target has its home in the end. */
  reference(holder: JsonObject, written: Spot, lifted: Spot): JsonObject
  /** Counts one more schema. Throws where there are too many. */
  spend(): void
  /** What a value is after following its `$ref`s, and where that stands; `null` where it is no object. */
  located(value: Json | undefined, spot: Spot): { readonly value: JsonObject; readonly at: Spot } | null
}

/**
 * The files of a Swagger 2.0 contract whose references can all be followed, lifted. `null` where that would be out of proportion: a
 * schema that is written in place stands under each media type, of each operation that has its own.
 */
export function liftSwagger(
  entry: string,
  files: ReadonlyMap<string, ContractFile>,
): ReadonlyMap<string, ContractFile> | null {
  try {
    return new Lifter(entry, files).files()
  } catch (thrown) {
    if (thrown instanceof OutOfProportion) return null
    throw thrown
  }
}

class OutOfProportion extends Error {}

/** Far above what any contract comes to, far below what hurts. */
const mostSchemas = 1_000_000

class Lifter implements Lifting {
  readonly moves = new Moves()
  readonly consumes: MediaTypes
  readonly #produces: MediaTypes
  readonly #entry: string
  readonly #root: JsonObject
  readonly #files: ReadonlyMap<string, ContractFile>
  /** By `file#pointer`: what references lead to, and as what. */
  readonly #parts: ReadonlyMap<string, Kind>
  readonly #references: { readonly holder: { $ref: string }; readonly from: string; readonly home: string }[] = []

  #schemas = 0

  constructor(entry: string, files: ReadonlyMap<string, ContractFile>) {
    this.#entry = entry
    this.#files = files
    this.#root = files.get(entry)?.value as JsonObject
    this.#parts = partsOf(entry, files)
    const none: MediaTypes = { types: [], written: null }
    this.consumes = mediaTypes(this.#root['consumes'], this.#spot('/consumes'), none)
    this.#produces = mediaTypes(this.#root['produces'], this.#spot('/produces'), none)
  }

  files(): ReadonlyMap<string, ContractFile> {
    const values = new Map<string, Json>()
    for (const [path, { value }] of this.#files)
      values.set(path, path === this.#entry ? this.#document() : this.#parted(value, { file: path, pointer: '' }))
    for (const { holder, from, home } of this.#references) this.#lead(holder, from, home)
    return new Map([...this.#files].map(([path, file]) => [path, this.#lifted(file, values.get(path) as Json)]))
  }

  #lifted(file: ContractFile, value: Json): ContractFile {
    const origin = (pointer: Pointer) => this.moves.originOf({ file: file.path, pointer })
    const place = (pointer: Pointer) => {
      const spot = origin(pointer)
      return (this.#files.get(spot.file) ?? file).place(spot.pointer)
    }
    return { ...file, value, place, textAt: () => null, written: file, origin }
  }

  spend(): void {
    if (++this.#schemas > mostSchemas) throw new OutOfProportion()
  }

  reference(holder: JsonObject, written: Spot, lifted: Spot): JsonObject {
    const copy = { ...holder, $ref: refOf(holder) ?? '' }
    this.#references.push({ holder: copy, from: written.file, home: lifted.file })
    return copy
  }

  /** Points a reference to where its target stands now. What did not move keeps the text it was written with. */
  #lead(holder: { $ref: string }, from: string, home: string): void {
    const reference = parseReference(from, holder.$ref)
    if (reference.trouble) return
    const target = this.moves.homeOf(reference)
    if (from === home && target.file === reference.file && target.pointer === reference.pointer) return
    holder.$ref = referenceTo(home, target.file, target.pointer)
  }

  located(value: Json | undefined, spot: Spot): { value: JsonObject; at: Spot } | null {
    const seen = new Set<Json | undefined>()
    let [found, at] = [value, spot]
    for (let ref = refOf(found); ref !== undefined; ref = refOf(found)) {
      const reference = parseReference(at.file, ref)
      if (reference.trouble || seen.has(found)) return null
      seen.add(found)
      at = { file: reference.file, pointer: reference.pointer }
      found = valueAt(this.#files.get(at.file)?.value, at.pointer) as Json | undefined
    }
    return isObject(found) ? { value: found, at } : null
  }

  #spot(pointer: Pointer): Spot {
    return { file: this.#entry, pointer }
  }

  #document(): Json {
    const { swagger, info, host, basePath, schemes, consumes, produces, paths, definitions, ...others } = this.#root
    const { parameters, responses, securityDefinitions, ...rest } = others
    const servers = this.#servers(schemes, this.#spot('/schemes'), this.#spot('/servers'))
    this.moves.madeFrom(this.#spot('/swagger'), this.#spot('/openapi'))
    const spot = this.#spot('/paths')
    const components = this.#components()
    return {
      openapi: '3.0.3',
      ...(info === undefined ? {} : { info }),
      ...(servers === null ? {} : { servers }),
      ...(isObject(paths) ? { paths: mapped(paths, (name, item) => this.#pathItem(item, below(spot, name))) } : {}),
      ...(Object.keys(components).length > 0 ? { components } : {}),
      ...mapped(rest, (key, value) => this.#parted(value, this.#spot(pointerTo('', key)))),
    }
  }

  #components(): JsonObject {
    const { definitions, parameters, responses, securityDefinitions } = this.#root
    const section = (from: string, things: Json | undefined, to: string, lift: LiftNamed): [string, Json][] => {
      if (!isObject(things)) return []
      const [written, lifted] = [this.#spot(`/${from}`), this.#spot(`/components/${to}`)]
      this.moves.moved(written, lifted)
      return [[to, mapped(things, (name, thing) => lift(thing, below(written, name), below(lifted, name)))]]
    }
    const ofBody = entriesOf(parameters).filter(([, thing]) => isObject(thing) && thing['in'] === 'body')
    const ofForm = entriesOf(parameters).filter(([, thing]) => isObject(thing) && thing['in'] === 'formData')
    const inBody = new Set([...ofBody, ...ofForm].map(([name]) => name))
    const others = entriesOf(parameters).filter(([name]) => !inBody.has(name))
    return Object.fromEntries([
      ...section('definitions', definitions, 'schemas', (...part) => this.#part('schema', ...part)),
      ...section('responses', responses, 'responses', (...part) => this.#part('swagger-response', ...part)),
      ...section('parameters', someOf(others), 'parameters', (...part) => this.#part('swagger-parameter', ...part)),
      ...section('parameters', someOf(ofBody), 'requestBodies', (thing, written, lifted) => {
        this.moves.moved(written, lifted)
        return this.#part('swagger-parameter', thing, written, lifted)
      }),
      ...section('securityDefinitions', securityDefinitions, 'securitySchemes', (thing, written, lifted) =>
        liftSecurityScheme(thing, written, lifted, this.moves),
      ),
    ])
  }

  /** A part that stands on its own: media types are those of the document. */
  #part(kind: Kind, value: Json, written: Spot, lifted: Spot): Json {
    if (!isObject(value)) return value
    if (refOf(value) !== undefined) return this.reference(value, written, lifted)
    if (kind === 'schema') return liftSchema(value, written, lifted, this)
    if (kind === 'swagger-path-item') return this.#pathItem(value, written)
    if (kind === 'swagger-response') return liftResponse(value, written, this.#produces, lifted, this)
    return value['in'] === 'body'
      ? liftBody(value, written, this.consumes, lifted, this)
      : liftParameter(value, written, lifted, this)
  }

  /** What no grammar speaks of, with the parts in it that references lead to. */
  #parted(value: Json, spot: Spot): Json {
    const kind = this.#parts.get(`${spot.file}#${spot.pointer}`)
    if (kind !== undefined) return this.#part(kind, value, spot, spot)
    if (Array.isArray(value)) return value.map((item: Json, index) => this.#parted(item, below(spot, index)))
    return isObject(value) ? mapped(value, (key, item) => this.#parted(item, below(spot, key))) : value
  }

  #pathItem(item: Json, spot: Spot): Json {
    if (!isObject(item)) return item
    const shared = listedIn(item['parameters'], below(spot, 'parameters'), this)
    const lift = (key: string, value: Json): Json => {
      if (key === 'parameters')
        return liftParameters(
          shared.filter((one) => !isOfBody(one)),
          below(spot, key),
          this,
        )
      return (methods as readonly string[]).includes(key) && isObject(value)
        ? this.#operation(value, shared.filter(isOfBody), below(spot, key))
        : value
    }
    return mapped(refOf(item) === undefined ? item : this.reference(item, spot, spot), lift)
  }

  #operation(operation: JsonObject, sharedBody: ReturnType<typeof listedIn>, spot: Spot): Json {
    const { parameters, consumes, produces, schemes, responses, ...rest } = operation
    const takes = mediaTypes(consumes, below(spot, 'consumes'), this.consumes)
    const gives = mediaTypes(produces, below(spot, 'produces'), this.#produces)
    const listed = listedIn(parameters, below(spot, 'parameters'), this)
    const plain = listed.filter((one) => !isOfBody(one))
    const ofBody = listed.filter(isOfBody)
    const names = new Set(ofBody.map(({ parameter }) => parameter['name']))
    // An operation has one body, so its own replaces what the path says for all (Swagger 2.0, Path Item Object).
    const hasBody = ofBody.some(({ parameter }) => parameter['in'] === 'body')
    const inherited = hasBody ? [] : sharedBody.filter(({ parameter }) => !names.has(parameter['name']))
    const body = liftRequest([...ofBody, ...inherited], takes, below(spot, 'requestBody'), this)
    const servers =
      schemes === undefined ? null : this.#servers(schemes, below(spot, 'schemes'), below(spot, 'servers'))
    return {
      ...rest,
      ...(servers === null ? {} : { servers }),
      ...(plain.length > 0 ? { parameters: liftParameters(plain, below(spot, 'parameters'), this) } : {}),
      ...(body === null ? {} : { requestBody: body }),
      ...(isObject(responses) ? { responses: this.#responses(responses, gives, below(spot, 'responses')) } : {}),
    }
  }

  #responses(responses: JsonObject, gives: MediaTypes, spot: Spot): JsonObject {
    return mapped(responses, (status, response) => {
      const at = below(spot, status)
      const found = status.startsWith('x-') ? null : this.located(response, at)
      if (found === null) return response
      return refOf(response) !== undefined && gives === this.#produces
        ? this.reference(response as JsonObject, at, at)
        : liftResponse(found.value, found.at, gives, at, this)
    })
  }

  /** Where the API is, in each of its schemes; `null` where nothing is said of it. */
  #servers(schemes: Json | undefined, written: Spot, lifted: Spot): Json | null {
    const { host, basePath } = this.#root
    if (host === undefined && basePath === undefined) return null
    const address = `${typeof host === 'string' ? `//${host}` : ''}${typeof basePath === 'string' ? basePath : ''}`
    const names = Array.isArray(schemes) && typeof host === 'string' ? schemes : []
    this.moves.madeFrom(this.#spot(host === undefined ? '/basePath' : '/host'), lifted)
    for (const index of names.keys()) this.moves.madeFrom(below(written, index), below(lifted, index))
    return (names.length === 0 ? [''] : names.map((name) => `${name}:`)).map((scheme) => ({
      url: `${scheme}${address}` || '/',
    }))
  }
}

type LiftNamed = (thing: Json, written: Spot, lifted: Spot) => Json

function mediaTypes(list: Json | undefined, written: Spot, otherwise: MediaTypes): MediaTypes {
  if (!Array.isArray(list)) return otherwise
  return { types: list.filter((type) => typeof type === 'string'), written }
}

function mapped(object: JsonObject, lift: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, lift(key, value)]))
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

function someOf(entries: readonly [string, Json][]): JsonObject | undefined {
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

/** What references lead to, in every file, and as what kind of thing. */
function partsOf(entry: string, files: ReadonlyMap<string, ContractFile>): ReadonlyMap<string, Kind> {
  const found = new Map<string, Kind>()
  const waiting: { readonly spot: Spot; readonly kind: Kind }[] = [
    { spot: { file: entry, pointer: '' }, kind: 'swagger' },
  ]
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const { kind, spot } = part
    const value = valueAt(files.get(spot.file)?.value, spot.pointer) as Json | undefined
    if (!isObject(value)) continue
    walk({ kind, value, ...spot, parent: null, keyword: '', key: '' }, (node) => {
      const ref = refOf(node.value)
      const reference = ref === undefined ? null : parseReference(node.file, ref)
      if (!reference || reference.trouble) return
      const key = `${reference.file}#${reference.pointer}`
      if (found.has(key)) return
      found.set(key, node.kind)
      waiting.push({ spot: { file: reference.file, pointer: reference.pointer }, kind: node.kind })
    })
  }
  return found
}
