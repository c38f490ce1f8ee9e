import type { Json, JsonObject } from '../contract.ts'
import { isObject, refOf } from '../grammar.ts'
import type { Lifting, MediaTypes } from './lift.ts'
import { below, type Spot } from './moves.ts'
import { liftSchema, liftSimple } from './schema.ts'

/** A parameter where it is listed, and what it is: `$ref`s followed. */
export interface Listed {
  readonly item: Json
  readonly spot: Spot
  readonly parameter: JsonObject
  /** Where the parameter itself stands. */
  readonly at: Spot
}

/** The parameters of a list, those that cannot be read left out. */
export function listedIn(list: Json | undefined, spot: Spot, lifting: Lifting): readonly Listed[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json, index): Listed[] => {
    const found = lifting.located(item, below(spot, index))
    return found === null ? [] : [{ item, spot: below(spot, index), parameter: found.value, at: found.at }]
  })
}

/** True for what OpenAPI 3.0 says in the request body. */
export function isOfBody({ parameter }: Listed): boolean {
  return parameter['in'] === 'body' || parameter['in'] === 'formData'
}

export function liftParameters(listed: readonly Listed[], lifted: Spot, lifting: Lifting): Json[] {
  return listed.map(({ item, spot, parameter, at }, index) => {
    const home = below(lifted, index)
    lifting.moves.moved(spot, home)
    return refOf(item) === undefined
      ? liftParameter(parameter, at, home, lifting)
      : lifting.reference(item as JsonObject, spot, home)
  })
}

/** A parameter of path, query or header. */
export function liftParameter(parameter: JsonObject, written: Spot, lifted: Spot, lifting: Lifting): JsonObject {
  const isInQuery = parameter['in'] === 'query'
  const { frame, schema, style } = liftSimple(parameter, written, below(lifted, 'schema'), isInQuery, lifting)
  const format = below(written, 'collectionFormat')
  for (const key of Object.keys(style)) lifting.moves.madeFrom(format, below(lifted, key))
  return { ...Object.fromEntries(frame), ...style, schema }
}

/** The `body` parameter, or all of `formData`, as a request body; `null` where there is neither. */
export function liftRequest(
  listed: readonly Listed[],
  consumes: MediaTypes,
  lifted: Spot,
  lifting: Lifting,
): JsonObject | null {
  const body = listed.find(({ parameter }) => parameter['in'] === 'body')
  if (body === undefined) return liftForm(listed, consumes, lifted, lifting)
  if (refOf(body.item) === undefined || consumes !== lifting.consumes)
    return liftBody(body.parameter, body.at, consumes, lifted, lifting)
  lifting.moves.madeFrom(body.spot, lifted)
  return lifting.reference(body.item as JsonObject, body.spot, lifted)
}

/** A parameter in `body` as a request body. */
export function liftBody(
  parameter: JsonObject,
  written: Spot,
  consumes: MediaTypes,
  lifted: Spot,
  lifting: Lifting,
): JsonObject {
  const { name: _name, in: _in, schema, ...rest } = parameter
  lifting.moves.madeFrom(written, lifted)
  const types = consumes.types.length === 0 ? usualTypes : consumes
  return { ...rest, content: contentOf(types, schema, written, below(lifted, 'content'), lifting) }
}

/** What a contract that names no media type is taken to speak. Swagger 2.0 has no default. */
const usualTypes: MediaTypes = { types: ['application/json'], written: null }

function liftForm(listed: readonly Listed[], consumes: MediaTypes, lifted: Spot, lifting: Lifting): JsonObject | null {
  const fields = listed.filter(({ parameter }) => typeof parameter['name'] === 'string')
  const [first] = fields
  if (first === undefined) return null
  lifting.moves.madeFrom(first.spot, lifted)
  const types = formTypes(consumes, fields)
  const content = types.types.map((type): [string, Json] => {
    const at = below(lifted, 'content', type)
    if (types.written !== null) lifting.moves.madeFrom(below(types.written, types.types.indexOf(type)), at)
    return [type, formOf(fields, at, lifting)]
  })
  const required = fields.some(({ parameter }) => parameter['required'] === true)
  return { ...(required ? { required } : {}), content: Object.fromEntries(content) }
}

/** Files travel in parts only; without any a form is what browsers send (Swagger 2.0, Parameter Object). */
function formTypes(consumes: MediaTypes, fields: readonly Listed[]): MediaTypes {
  const isForm = (type: string) => /^(multipart\/|application\/x-www-form-urlencoded)/i.test(type)
  if (consumes.types.some(isForm)) return { ...consumes, types: consumes.types.filter(isForm) }
  const hasFile = fields.some(({ parameter }) => parameter['type'] === 'file')
  return { types: [hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'], written: null }
}

function formOf(fields: readonly Listed[], lifted: Spot, lifting: Lifting): JsonObject {
  const encoding: [string, Json][] = []
  const properties = fields.map(({ parameter, at }): [string, Json] => {
    const name = String(parameter['name'])
    const { frame, schema, style } = liftSimple(
      parameter,
      at,
      below(lifted, 'schema', 'properties', name),
      true,
      lifting,
    )
    if (Object.keys(style).length > 0) {
      encoding.push([name, style])
      lifting.moves.madeFrom(below(at, 'collectionFormat'), below(lifted, 'encoding', name))
    }
    const said = frame.filter(([key]) => key === 'description' || key.startsWith('x-'))
    return [name, { ...(schema as JsonObject), ...Object.fromEntries(said) }]
  })
  const required = fields.filter(({ parameter }) => parameter['required'] === true)
  const names = required.map(({ parameter }) => String(parameter['name']))
  return {
    schema: {
      type: 'object',
      ...(names.length > 0 ? { required: names } : {}),
      properties: Object.fromEntries(properties),
    },
    ...(encoding.length > 0 ? { encoding: Object.fromEntries(encoding) } : {}),
  }
}

export function liftResponse(
  response: JsonObject,
  written: Spot,
  produces: MediaTypes,
  lifted: Spot,
  lifting: Lifting,
): JsonObject {
  const { schema, headers, examples, ...rest } = response
  const said: [string, Json][] = Object.entries(rest)
  if (isObject(headers)) {
    const at = [below(written, 'headers'), below(lifted, 'headers')] as const
    const lift = ([name, header]: [string, Json]): [string, Json] => [
      name,
      isObject(header) ? liftHeader(header, below(at[0], name), below(at[1], name), lifting) : header,
    ]
    said.push(['headers', Object.fromEntries(Object.entries(headers).map(lift))])
  }
  if (schema !== undefined || isObject(examples)) {
    const types = produces.types.length > 0 ? produces : isFile(schema) ? anyBytes : usualTypes
    const content = contentOf(types, schema, written, below(lifted, 'content'), lifting)
    for (const [type, media] of Object.entries(content))
      if (isObject(examples) && Object.hasOwn(examples, type)) {
        lifting.moves.madeFrom(below(written, 'examples', type), below(lifted, 'content', type, 'example'))
        content[type] = { ...(media as JsonObject), example: examples[type] as Json }
      }
    said.push(['content', content])
  }
  return Object.fromEntries(said)
}

const anyBytes: MediaTypes = { types: ['application/octet-stream'], written: null }

function isFile(schema: Json | undefined): boolean {
  return isObject(schema) && schema['type'] === 'file'
}

function liftHeader(header: JsonObject, written: Spot, lifted: Spot, lifting: Lifting): JsonObject {
  const { frame, schema, style } = liftSimple(header, written, below(lifted, 'schema'), false, lifting)
  return { ...Object.fromEntries(frame), ...style, schema }
}

/** The same schema under each media type: their names stand in `consumes` or `produces`. */
function contentOf(
  { types, written: names }: MediaTypes,
  schema: Json | undefined,
  written: Spot,
  lifted: Spot,
  lifting: Lifting,
): Record<string, Json> {
  lifting.moves.madeFrom(written, lifted)
  const from = below(written, 'schema')
  const content = types.map((type, index): [string, Json] => {
    const at = below(lifted, type)
    if (names !== null) lifting.moves.madeFrom(below(names, index), at)
    if (schema === undefined) return [type, {}]
    lifting.moves.moved(from, below(at, 'schema'))
    return [type, { schema: liftSchema(schema, from, below(at, 'schema'), lifting) }]
  })
  return Object.fromEntries(content)
}
