import { createRequire } from 'node:module'
import type * as Re2 from 're2js'

/**
 * Tells whether a text has a part that fits `pattern`, in time linear in both; `null` where it is no pattern. The syntax is that of RE2,
 * which has no look-around and no back-references: what a stranger wrote can then not be made to backtrack without end.
 */
export function linearPattern(pattern: string): ((text: string) => boolean) | null {
  const { RE2JS } = engine()
  try {
    const compiled = RE2JS.compile(pattern)
    return (text) => compiled.matcher(text).find()
  } catch {
    return null
  }
}

/** Loaded when it is wanted, which is seldom. */
function engine(): typeof Re2 {
  return createRequire(import.meta.url)('re2js') as typeof Re2
}
