/**
 * GitHub's own OpenAPI description as the judge: of every request that the tests send, every answer they get and every webhook
 * they receive. The description is 13 MB and loaded once; a validator is compiled when its operation is first used.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { exceptions } from './exceptions.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly parameters?: readonly Json[]
  readonly requestBody?: Json
  readonly responses: Readonly<Record<string, Json>>
  readonly externalDocs?: { readonly url: string }
}

const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json')
const description = JSON.parse(readFileSync(file, 'utf8'))
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, inlineRefs: false })
for (const [name, check] of Object.entries({
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  uri: (text: string) => URL.canParse(text),
  email: (text: string) => /^\S+@\S+$/.test(text),
  'repo.nwo': (text: string) => /^[^/]+\/[^/]+$/.test(text),
}))
  ajv.addFormat(name, check)
for (const harmless of ['int64', 'int32', 'binary', 'timestamp', 'date', 'ssh-url', 'uri-template', 'float'])
  ajv.addFormat(harmless, true)
ajv.addSchema({ $id: 'github', components: { schemas: jsonSchema(description.components.schemas) } })

/** `nullable` of OpenAPI 3.0 and its references, in the words of JSON Schema. */
function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Json)
    .filter(([key]) => key !== 'nullable' && key !== 'example' && key !== 'examples' && key !== 'discriminator')
    .map(([key, inner]) => [
      key,
      key === '$ref' ? String(inner).replace('#/components', 'github#/components') : jsonSchema(inner),
    ])
  const plain = Object.fromEntries(entries)
  return (value as Json)['nullable'] === true ? { anyOf: [plain, { type: 'null' }] } : plain
}

const validators = new Map<string, ValidateFunction>()

function validator(key: string, schema: unknown): ValidateFunction {
  const known = validators.get(key)
  if (known !== undefined) return known
  const compiled = ajv.compile(jsonSchema(schema) as Json)
  validators.set(key, compiled)
  return compiled
}

/** The operation of a method and a path as the description spells it. */
export function operationOf(method: string, path: string): Operation | undefined {
  return description.paths[path]?.[method.toLowerCase()]
}

export interface Exchange {
  readonly method: string
  /** As the description spells it. */
  readonly path: string
  readonly query: Readonly<Record<string, string | number>>
  readonly requestBody: unknown
  /** Sent wrong on purpose: only the answer is judged. */
  readonly malformed: boolean
  readonly status: number
  readonly responseBody: unknown
}

/** Statuses of any operation, whether its description lists them or not ("Troubleshooting the REST API", "Conditional requests"). */
const anywhere = new Set([304, 400, 401, 403, 404, 422])

/** What an exchange has that the description does not allow; exceptions with a reason are taken out and marked as used. */
export function problemsOf(exchange: Exchange): string[] {
  const { method, path } = exchange
  const name = `${method} ${path}`
  const operation = operationOf(method, path)
  if (operation === undefined) return [`${name} is not in the description`]
  const problems = exchange.malformed ? [] : requestProblems(name, operation, exchange)
  problems.push(...answerProblems(name, operation, exchange))
  return problems.map((problem) => `${name}: ${problem}`).filter((problem) => !isExcepted(problem))
}

function answerProblems(name: string, operation: Operation, { status, responseBody }: Exchange): string[] {
  const declared = resolved(operation.responses[String(status)])
  if (declared === undefined && !anywhere.has(status)) return [`answers ${status}, which is not declared`]
  if (status === 304 || status === 204) return responseBody === undefined ? [] : [`answers ${status} with a body`]
  const schema = declared === undefined ? undefined : contentSchema(declared)
  if (schema !== undefined) return judge(`${name} ${status}`, schema, responseBody)
  return status < 400 ? [] : judge('error', { $ref: '#/components/schemas/basic-error' }, responseBody)
}

function requestProblems(name: string, operation: Operation, exchange: Exchange): string[] {
  const problems: string[] = []
  const parameters = (operation.parameters ?? []).map((one) => resolved(one) ?? {})
  for (const [key, value] of Object.entries(exchange.query)) {
    const parameter = parameters.find((one) => one['in'] === 'query' && one['name'] === key)
    if (parameter === undefined) problems.push(`sends the query parameter ${key}, which is not declared`)
    else problems.push(...judge(`${name} ?${key}`, parameter['schema'], value).map((text) => `?${key} ${text}`))
  }
  const body = operation.requestBody
  const schema = body === undefined ? undefined : contentSchema(body)
  if (exchange.requestBody === undefined) {
    if (body?.['required'] === true && schema !== undefined) problems.push('sends no body, where one is required')
  } else if (schema !== undefined)
    problems.push(...judge(`${name} request`, schema, exchange.requestBody).map((text) => `request ${text}`))
  return problems
}

/** What a webhook's payload has that the description of its event does not allow. */
export function payloadProblems(event: string, payload: Json): string[] {
  const webhooks = description['x-webhooks']
  const action = payload['action']
  const spelt = event.replaceAll('_', '-')
  const key = typeof action === 'string' ? `${spelt}-${action.replaceAll('_', '-')}` : spelt
  const name = `webhook ${key}`
  const schema = contentSchema(webhooks[key]?.post.requestBody ?? {})
  if (schema === undefined) return [`${name} is not in the description`]
  return judge(name, schema, payload)
    .map((problem) => `${name}: ${problem}`)
    .filter((problem) => !isExcepted(problem))
}

function contentSchema(holder: Json): unknown {
  const content = Object(holder['content']) as Record<string, Json>
  return (content['application/json'] ?? content['application/json; charset=utf-8'])?.['schema']
}

function resolved(value: Json | undefined): Json | undefined {
  const ref = value?.['$ref']
  if (typeof ref !== 'string') return value
  let at: unknown = description
  for (const segment of ref.split('/').slice(1)) at = Object(at)[segment]
  return at as Json
}

function judge(key: string, schema: unknown, value: unknown): string[] {
  const validate = validator(key, schema)
  return validate(value) ? [] : [...new Set((validate.errors ?? []).map(sentence))]
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const at = instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  const detail = 'allowedValues' in params ? ` ${JSON.stringify(params['allowedValues'])}` : ''
  return `${at || '/'} ${message}${detail}`
}

const used = new Set<RegExp>()

function isExcepted(text: string): boolean {
  const exception = exceptions.find(({ problem }) => problem.test(text))
  if (exception !== undefined) used.add(exception.problem)
  return exception !== undefined
}

/** The exceptions that nothing has needed so far. */
export function unusedExceptions(): string[] {
  return exceptions.filter(({ problem }) => !used.has(problem)).map(({ reason }) => reason)
}
