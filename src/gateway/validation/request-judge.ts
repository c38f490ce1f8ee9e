/** Judges requests to one route by its operation in the contract. */
import type { BodyShape, OperationRequest } from '../../snapshot/requests.ts'
import { type Exchange, isCoded } from '../exchange.ts'
import { codedBody, type Problem } from '../problem.ts'
import { jsonFlaws } from './json-flaws.ts'
import { decoded, parameterReader } from './parameters.ts'
import type { ContractSchemas } from './schemas.ts'

export interface Violation {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body'
  /** Of a parameter. */
  readonly name?: string
  /** Into the value (RFC 6901). */
  readonly pointer: string
  readonly detail: string
}

/** Of one request this many are listed. */
const listed = 20
export interface RequestJudge {
  /** What is wrong with what stands in the head. */
  head(exchange: Exchange): readonly Violation[]
  /** Whether the body must be read to be judged; a problem or a violation where its type says enough. */
  body(exchange: Exchange): 'nothing' | 'to be read' | { readonly problem: Problem } | { readonly violation: Violation }
  /** What is wrong with the body that was read. */
  content(exchange: Exchange, body: Buffer): readonly Violation[]
}

export function requestJudge(path: string, operation: OperationRequest, schemas: ContractSchemas): RequestJudge {
  const { parameters, body } = operation
  const reader = parameterReader(path, new Set(parameters.map((parameter) => parameter.in)))
  return {
    head(exchange) {
      if (parameters.length === 0) return []
      const texts = reader.textsOf(exchange)
      return parameters.flatMap((shape): readonly Violation[] => {
        const about = { in: shape.in, name: shape.name }
        const found = decoded(shape, texts[shape.in].get(shape.name))
        if (found === undefined) return shape.required ? [{ ...about, pointer: '', detail: 'is required' }] : []
        if (found === null) return [{ ...about, pointer: '', detail: 'cannot be read' }]
        if (shape.as === 'opaque') return []
        return schemas
          .check(shape.schema)(found.value, true)
          .map((flaw) => ({ ...about, ...flaw }))
      })
    },
    body(exchange) {
      if (body === null) return 'nothing'
      if (!exchange.hasBody)
        return body.required ? { violation: { in: 'body', pointer: '', detail: 'is required' } } : 'nothing'
      const schema = schemaFor(body, exchange)
      if (schema === undefined) return { problem: otherType(body) }
      if (schema === null) return 'nothing'
      return isCoded(exchange) ? { problem: codedBody } : 'to be read'
    },
    content(exchange, bytes) {
      const schema = body && schemaFor(body, exchange)
      if (!schema) return []
      if (bytes.length === 0) return body.required ? [{ in: 'body', pointer: '', detail: 'is required' }] : []
      return jsonFlaws(bytes, schemas.check(schema)).map((flaw) => ({ in: 'body' as const, ...flaw }))
    },
  }
}

/** The nearest of the types and ranges: `undefined` where the contract has none for the body, `null` where it is not judged. */
function schemaFor({ content }: BodyShape, { headers }: Exchange): string | null | undefined {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const named = type.trim()
  for (const range of [named, `${named.split('/')[0]}/*`, '*/*'])
    if (Object.hasOwn(content, range)) return content[range] ?? null
  return undefined
}

function otherType({ content }: BodyShape): Problem {
  const types = Object.keys(content).map((type) => `\`${type}\``)
  return { status: 415, title: 'Unsupported Media Type', detail: `Send the body as ${types.join(' or ')}` }
}

/** RFC 9457 section 3: a list of what is wrong, as its own example has it. */
export function invalidRequest(violations: readonly Violation[]): Problem {
  const rest = violations.length - listed
  return {
    status: 400,
    title: 'Bad Request',
    detail: `The request is not as the contract has it${rest > 0 ? `; ${rest} more things are wrong than are listed` : ''}`,
    more: { errors: violations.slice(0, listed) },
  }
}
