import { type Pointer, pointerTo } from '../base/place.ts'
import { isApiKey } from '../snapshot/api-key.ts'
import type { Fault } from './fault.ts'

/**
 * Secrets written out anywhere in a file, comments aside: in a value, in what is free (`labels`, `x-*`), in a key. API keys are known
 * by their checksum, private keys by their first line. The message never repeats them, because findings are published.
 */
export function literalSecrets(value: unknown, pointer: Pointer = ''): Fault[] {
  if (typeof value === 'string') return isSecret(value) ? [fault(pointer)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    isSecret(key) ? [fault(pointer)] : literalSecrets(inner, pointerTo(pointer, key)),
  )
}

function isSecret(text: string): boolean {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return true
  return text.includes('agk_') && (text.match(/agk_[0-9A-Za-z]{44}/g) ?? []).some(isApiKey)
}

function fault(pointer: Pointer): Fault {
  return {
    rule: 'catalog-secret',
    pointer,
    message: 'A secret is written out here, for whoever can read the repository',
    help: 'Remove it and revoke it: history keeps it. Of an API key only `prefix` and `hash` belong into a catalog.',
  }
}
