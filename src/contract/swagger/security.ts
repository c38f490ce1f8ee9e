import type { Json, JsonObject } from '../contract.ts'
import { isObject } from '../grammar.ts'
import { below, type Moves, type Spot } from './moves.ts'

const flowNames: Readonly<Record<string, string>> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
}

/** A security scheme of Swagger 2.0 as one of OpenAPI 3.0: `basic` is a scheme of `http` there, and OAuth has its flows by name. */
export function liftSecurityScheme(scheme: Json, written: Spot, lifted: Spot, moves: Moves): Json {
  if (!isObject(scheme)) return scheme
  if (scheme['type'] === 'basic') return { ...scheme, type: 'http', scheme: 'basic' }
  if (scheme['type'] !== 'oauth2') return scheme
  const { flow, authorizationUrl, tokenUrl, scopes, ...rest } = scheme
  const name = typeof flow === 'string' && Object.hasOwn(flowNames, flow) ? flowNames[flow] : undefined
  if (name === undefined) return scheme
  moves.madeFrom(below(written, 'flow'), below(lifted, 'flows'))
  for (const key of ['authorizationUrl', 'tokenUrl', 'scopes'])
    moves.madeFrom(below(written, key), below(lifted, 'flows', name, key))
  const said: JsonObject = {
    ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { tokenUrl }),
    scopes: scopes ?? {},
  }
  return { ...rest, flows: { [name]: said } }
}
