import { isDeeper } from './json-depth.ts'
import type { Check, Flaw } from './schemas.ts'

/** Of larger bodies only the first flaw is looked for: a list of a million wrong items must not become a million objects. */
const thoroughUpTo = 65_536
/** Deeper than any contract means; checks call themselves. */
const deepest = 200

/** What is wrong with a text that should be JSON as `check` has it. */
export function jsonFlaws(bytes: Buffer, check: Check): readonly Flaw[] {
  if (isDeeper(bytes, deepest)) return [{ pointer: '', detail: `is nested deeper than ${deepest}` }]
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return [{ pointer: '', detail: 'is no JSON' }]
  }
  return check(value, bytes.length <= thoroughUpTo)
}
