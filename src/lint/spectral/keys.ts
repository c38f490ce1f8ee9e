/** What Spectral's reader of YAML says of keys that are no texts. In JSON every key is one. */
import type { ParserOptions } from '@stoplight/spectral-core'
import type { DocumentKey } from '../../base/document.ts'
import { core } from './packages.ts'

/** As Spectral counts: 0 is an error, 3 a hint; -1 is off. */
export function keySeverity({ incompatibleValues }: ParserOptions): number {
  return core.getDiagnosticSeverity(incompatibleValues)
}

export function keyMessage(key: DocumentKey): string {
  return `Mapping key must be a string scalar rather than ${typeOf(key)}`
}

function typeOf({ value, source }: DocumentKey): string {
  if (value === null) return 'null'
  const isLarge =
    typeof value === 'number' && value > Number.MAX_SAFE_INTEGER && /^(?:\+?\d+|0x[\da-f]+)$/i.test(source)
  return isLarge ? 'bigint' : typeof value
}
