/**
 * Patterns of rulesets and contracts. V8 tries ways one after the other, and may try for hours; the engine of `base/text-pattern.ts` takes
 * a time that grows with the text alone, and is asked wherever a pattern could explode and it says the same. What it cannot say (a look
 * around, a back reference) V8 says, under the deadline of the lint.
 */
import { textPattern } from '../../base/text-pattern.ts'

const compiled = new Map<string, RegExp>()

/** True where the pattern matches somewhere in the text. Throws where it is none. */
export function matches(source: string, flags: string, text: string): boolean {
  if (flags === '' && mayExplode(source, text)) {
    const answer = textPattern(source)?.matches(text) ?? null
    if (answer !== null) return answer
  }
  const key = `${flags}/${source}`
  const known = compiled.get(key) ?? new RegExp(source, flags)
  compiled.set(key, known)
  known.lastIndex = 0
  return known.test(text)
}

const shortText = 16

/** With one repetition without end V8 needs the square of the text at most. It counts UTF-16 units, the other engine code points. */
function mayExplode(source: string, text: string): boolean {
  if (text.length <= shortText || (source.match(/[*+]|\{\d+,\}/g)?.length ?? 0) < 2) return false
  return !/[\ud800-\udfff]/.test(source) && !/[\ud800-\udfff]/.test(text)
}
