import type { Contract, Json, JsonObject, Located } from './contract.ts'
import { isObject, methods, refOf } from './grammar.ts'
import { resolve } from './resolve.ts'
import { keyPlaces } from './security-schemes.ts'
import type { ContractSummary, OperationSummary } from './summary.ts'
import { tokenScopes } from './token-scopes.ts'

/** The small value that the rest of the house knows a contract by; operations in the order written. */
export function summarise(contract: Contract): ContractSummary {
  const { title, kind, semver, digest, entry } = contract
  const places = keyPlaces(contract)
  return {
    title,
    kind,
    semver,
    semverPlace: contract.files.get(entry)?.place('/info/version') ?? { file: entry, line: 1, column: 1 },
    digest,
    ...(places.length === 0 ? {} : { keyPlaces: places }),
    operations: [...operationsOf(contract)].map((found) => summary(contract, found)),
  }
}

interface Operation {
  readonly method: string
  readonly path: string
  readonly value: JsonObject
}

/** A path item may stand elsewhere (`$ref`), whole: what else it says beside a `$ref` counts too (OpenAPI 3.1 section 4.8.9). */
function* operationsOf(contract: Contract): Generator<Operation> {
  const paths = contract.root['paths']
  if (!isObject(paths)) return
  for (const path of Object.keys(paths)) {
    if (!path.startsWith('/')) continue
    for (const item of [located(contract, paths[path])?.value, paths[path]]) {
      if (!isObject(item)) continue
      yield* operationsIn(item, path)
      if (item === paths[path]) break
    }
  }
}

/** Methods without a key of their own are written as they are sent (OpenAPI 3.2 section 4.9, `additionalOperations`). */
function* operationsIn(item: JsonObject, path: string): Generator<Operation> {
  for (const [key, value] of Object.entries(item)) {
    if (!isObject(value)) continue
    if ((methods as readonly string[]).includes(key)) yield { method: key.toUpperCase(), path, value }
    if (key !== 'additionalOperations') continue
    for (const [method, operation] of Object.entries(value))
      if (isObject(operation) && !method.startsWith('x-')) yield { method, path, value: operation }
  }
}

function located(contract: Contract, value: Json | undefined): Located | null {
  const ref = refOf(value)
  if (ref !== undefined) return resolve(contract, contract.entry, ref)
  return value === undefined ? null : { value, file: contract.entry, pointer: '' }
}

function summary(contract: Contract, { method, path, value }: Operation): OperationSummary {
  const security = value['security'] ?? contract.root['security']
  const scopes = tokenScopes(contract, security)
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : null)
  return {
    method,
    path,
    operationId: text('operationId'),
    summary: text('summary') ?? '',
    deprecated: value['deprecated'] === true,
    secured: isSecured(security),
    ...(scopes === null ? {} : { scopes }),
  }
}

/** One empty requirement makes all optional (OpenAPI 3.0 section 4.7.10, `security`); an empty list asks for nothing. */
function isSecured(security: Json | undefined): boolean {
  if (!Array.isArray(security) || security.length === 0) return false
  return security.every((requirement) => isObject(requirement) && Object.keys(requirement).length > 0)
}
