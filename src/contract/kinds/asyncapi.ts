/** AsyncAPI contracts, 2.x and 3.0. What they say of messages is JSON Schema, so that their schemas are compared by OpenAPI's engine. */
import { valueAt } from '../../base/place.ts'
import type { ContractFile, ContractReading, ContractSource } from '../contract.ts'
import { readDocument } from './document.ts'
import type { SourceReader } from './source-reader.ts'

/**
 * Reads an AsyncAPI document in YAML or JSON. Never throws; there is no contract where a file cannot be read or a reference not be
 * followed.
 */
export function readAsyncApi(source: ContractSource): ContractReading {
  return readDocument(source, { kind: 'asyncapi', isSupported })
}

function isSupported(entry: ContractFile, reader: SourceReader): boolean {
  const version = valueAt(entry.value, '/asyncapi')
  if (typeof version === 'string' && /^(2\.\d+|3\.0)\.\d+(?:-.+)?$/.test(version)) return true
  const written = typeof version === 'string' ? `\`${version}\`` : 'without quotes'
  reader.tell(
    'contract-unsupported',
    { place: entry.place('/asyncapi'), pointer: '/asyncapi', subject: '' },
    `AsyncAPI ${written} is not supported`,
    'Write the contract in AsyncAPI 2 or 3.0, and the version in quotes, as in `asyncapi: "3.0.0"`.',
  )
  return false
}
