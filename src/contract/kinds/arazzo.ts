/**
 * Arazzo documents, 1.0: workflows over the operations of other contracts. They are linted; what callers rely on is not theirs to
 * break.
 */
import { valueAt } from '../../base/place.ts'
import type { ContractFile, ContractReading, ContractSource } from '../contract.ts'
import { readDocument } from './document.ts'
import type { SourceReader } from './source-reader.ts'

/** Reads an Arazzo document in YAML or JSON. Never throws; there is none where a file cannot be read or a reference not be followed. */
export function readArazzo(source: ContractSource): ContractReading {
  return readDocument(source, { kind: 'arazzo', isSupported })
}

function isSupported(entry: ContractFile, reader: SourceReader): boolean {
  const version = valueAt(entry.value, '/arazzo')
  if (/^1\.0(\.\d+)?$/.test(String(version))) return true
  reader.tell(
    'contract-unsupported',
    { place: entry.place('/arazzo'), pointer: '/arazzo', subject: '' },
    `Arazzo \`${String(version)}\` is not supported`,
    'Write the document in Arazzo 1.0, as in `arazzo: 1.0.1`.',
  )
  return false
}
