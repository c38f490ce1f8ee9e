import { type Maker, mediaTypes } from './generate.ts'
import { type Half, isObject, type Json, type JsonObject } from './pair.ts'
import { contentsOf, operationsOf } from './places.ts'

/** Changes half a pair; false where it does not fit there, and nothing was changed. */
export type OperationEdit = (half: Half, maker: Maker) => boolean

/** An edit of one operation. */
const ofOperation =
  (edit: (operation: JsonObject, maker: Maker) => boolean): OperationEdit =>
  (half, maker) => {
    const place = maker.random.pick(operationsOf(half))
    return place !== undefined && edit(place.operation, maker)
  }

/** An edit of one parameter that is written in the operation. */
const ofParameter = (edit: (parameter: JsonObject, maker: Maker) => boolean): OperationEdit =>
  ofOperation(({ parameters }, maker) => {
    const parameter = Array.isArray(parameters) ? maker.random.pick(parameters.filter(isObject)) : undefined
    return parameter !== undefined && typeof parameter['in'] === 'string' && edit(parameter, maker)
  })

const ofResponses = (edit: (responses: JsonObject, maker: Maker) => boolean): OperationEdit =>
  ofOperation(({ responses }, maker) => isObject(responses) && edit(responses, maker))

const ofHeaders = (edit: (headers: JsonObject, maker: Maker) => boolean): OperationEdit =>
  ofResponses((responses, maker) => {
    const response = maker.random.pick(Object.values(responses).filter(isObject))
    if (response === undefined || '$ref' in response) return false
    const headers = isObject(response['headers']) ? response['headers'] : {}
    response['headers'] = headers
    return edit(headers, maker)
  })

const ofContent =
  (edit: (content: JsonObject, maker: Maker) => boolean): OperationEdit =>
  (half, maker) => {
    const content = maker.random.pick(contentsOf(half))
    return content !== undefined && edit(content, maker)
  }

const someDate = ['2020-01-01', '2099-01-01', 'soon'] as const
const levels = ['draft', 'alpha', 'beta', 'stable'] as const

export const operationEdits: Readonly<Record<string, OperationEdit>> = {
  'add parameter': ofOperation((operation, maker) => {
    const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : []
    const parameter = maker.parameter(maker.random.pick(['page', 'X-New']))
    const isThere = parameters.some((other) => isObject(other) && other['name'] === parameter['name'])
    return !isThere && put(operation, 'parameters', [...parameters, parameter])
  }),
  'remove parameter': ofOperation(({ parameters }, { random }) => {
    if (!Array.isArray(parameters) || parameters.length === 0) return false
    parameters.splice(random.int(parameters.length), 1)
    return true
  }),
  'reorder parameters': ofOperation(({ parameters }) => Array.isArray(parameters) && parameters.reverse().length > 1),
  'toggle required of parameter': ofParameter(
    (parameter) => parameter['in'] !== 'path' && toggle(parameter, 'required'),
  ),
  'rename parameter': ofParameter((parameter) => {
    if (parameter['in'] === 'path') return false
    return put(parameter, 'name', `${String(parameter['name'])}2`)
  }),
  'move parameter': ofParameter((parameter, { random }) => {
    if (parameter['in'] === 'path') return false
    return put(parameter, 'in', random.pick(['query', 'header', 'cookie']))
  }),
  'deprecate parameter': ofParameter((parameter, maker) => deprecate(parameter, maker)),
  'change stability of parameter': ofParameter((parameter, maker) => restabilise(parameter, maker)),
  'deprecate operation': ofOperation((operation, maker) => deprecate(operation, maker)),
  'change stability of operation': ofOperation((operation, maker) => restabilise(operation, maker)),
  'change operationId': ofOperation((operation, { random }) =>
    put(operation, 'operationId', random.pick(['', 'three'])),
  ),
  'change tags': ofOperation((operation, { random }) => put(operation, 'tags', random.some(['a', 'b', 'c'], 0.5))),
  'describe operation': ofOperation((operation) => put(operation, 'description', 'In other words.')),
  'remove operation': ({ pathItem }, { random }) =>
    remove(pathItem, random.pick(['get', 'post', 'put', 'patch', 'delete'])),
  'add operation': ({ pathItem }, maker) =>
    pathItem['delete'] === undefined && put(pathItem, 'delete', maker.operation('delete')),
  'add request body': ofOperation(
    (operation, maker) => operation['requestBody'] === undefined && put(operation, 'requestBody', maker.requestBody()),
  ),
  'remove request body': ofOperation((operation) => remove(operation, 'requestBody')),
  'toggle required of request body': ofOperation(
    ({ requestBody }) => isObject(requestBody) && !('$ref' in requestBody) && toggle(requestBody, 'required'),
  ),
  'add response': ofResponses((responses, maker) => {
    const status = maker.random.pick(['201', '202', '204', '400', '404', '500', '2XX', '4XX', 'default'])
    return responses[status] === undefined && put(responses, status, maker.response())
  }),
  'remove response': ofResponses((responses, { random }) =>
    remove(responses, random.pick(Object.keys(responses)) ?? ''),
  ),
  'change status of response': ofResponses((responses, { random }) => {
    const status = random.pick(Object.keys(responses))
    const other = random.pick(['201', '204', '400', '404', '500', '2XX', '4XX', 'default'])
    return status !== undefined && responses[other] === undefined && rename(responses, status, other)
  }),
  'add header': ofHeaders((headers, maker) => put(headers, maker.random.pick(['X-Next', 'X-Rate']), maker.header())),
  'remove header': ofHeaders((headers, { random }) => remove(headers, random.pick(Object.keys(headers)) ?? '')),
  'toggle required of header': ofHeaders((headers, { random }) => {
    const header = random.pick(Object.values(headers).filter(isObject))
    return header !== undefined && !('$ref' in header) && toggle(header, 'required')
  }),
  'add media type': ofContent((content, maker) => {
    const type = maker.random.pick(mediaTypes)
    return content[type] === undefined && put(content, type, { schema: maker.schema(2) })
  }),
  'remove media type': ofContent((content, { random }) => remove(content, random.pick(Object.keys(content)) ?? '')),
  'rename media type': ofContent((content, { random }) => {
    const type = random.pick(Object.keys(content))
    const other = random.pick([
      ...mediaTypes,
      'application/*',
      'application/problem+json',
      'application/json; charset=utf-8',
    ])
    return type !== undefined && content[other] === undefined && rename(content, type, other)
  }),
  'remove schema of media type': ofContent((content, { random }) => {
    const media = random.pick(Object.values(content).filter(isObject))
    return media !== undefined && remove(media, 'schema')
  }),
  'add schema to media type': ofContent((content, maker) => {
    const bare = Object.values(content).filter((media) => isObject(media) && media['schema'] === undefined)
    const media = maker.random.pick(bare)
    return isObject(media) && put(media, 'schema', maker.schema(2))
  }),
}

/** Deprecates, moves the sunset, or takes deprecation back. */
export function deprecate(thing: JsonObject, { random }: Maker): boolean {
  if (thing['deprecated'] === true && random.chance(0.4)) return remove(thing, 'deprecated')
  thing['deprecated'] = true
  if (random.chance(0.6)) thing['x-sunset'] = random.pick(someDate)
  return true
}

export function restabilise(thing: JsonObject, { random }: Maker): boolean {
  return put(thing, 'x-stability-level', random.pick(levels))
}

export function put(holder: JsonObject, key: string, value: Json): boolean {
  holder[key] = value
  return true
}

export function remove(holder: JsonObject, key: string): boolean {
  const there = holder[key] !== undefined
  delete holder[key]
  return there
}

export function toggle(holder: JsonObject, key: string): boolean {
  return holder[key] === true ? remove(holder, key) : put(holder, key, true)
}

function rename(holder: JsonObject, key: string, other: string): boolean {
  const value = holder[key]
  delete holder[key]
  return value !== undefined && put(holder, other, value)
}
