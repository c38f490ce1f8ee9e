import type { Contract, Json, JsonObject, Located } from './contract.ts'
import { isObject, methods, refOf } from './grammar.ts'
import { resolve } from './resolve.ts'
import type { ContractSummary, OperationSummary } from './summary.ts'

/** The small value that the rest of the house knows a contract by; operations in the order written. */
export function summarise(contract: Contract): ContractSummary {
  const { title, openapi, semver, digest, entry } = contract
  return {
    title,
    openapi,
    semver,
    semverPlace: contract.files.get(entry)?.place('/info/version') ?? { file: entry, line: 1, column: 1 },
    digest,
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
      for (const method of Object.keys(item)) {
        const value = item[method]
        if ((methods as readonly string[]).includes(method) && isObject(value)) yield { method, path, value }
      }
      if (item === paths[path]) break
    }
  }
}

function located(contract: Contract, value: Json | undefined): Located | null {
  const ref = refOf(value)
  if (ref !== undefined) return resolve(contract, contract.entry, ref)
  return value === undefined ? null : { value, file: contract.entry, pointer: '' }
}

function summary(contract: Contract, { method, path, value }: Operation): OperationSummary {
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : null)
  return {
    method: method.toUpperCase(),
    path,
    operationId: text('operationId'),
    summary: text('summary') ?? '',
    deprecated: value['deprecated'] === true,
    secured: isSecured(value['security'] ?? contract.root['security']),
  }
}

/** One empty requirement makes all optional (OpenAPI 3.0 section 4.7.10, `security`); an empty list asks for nothing. */
function isSecured(security: Json | undefined): boolean {
  if (!Array.isArray(security) || security.length === 0) return false
  return security.every((requirement) => isObject(requirement) && Object.keys(requirement).length > 0)
}
