/**
 * JSON as RFC 8259 has it. `JSON.parse` gives the value (13 MB: 30 ms); what it does not tell (where things stand, what exactly is
 * wrong, whether a key was written twice) is found by scanning the text, and only when somebody asks. A file that is mostly written
 * as another one is read by what it says differently.
 */
import { type ReadJson, readAlike } from './json-alike.ts'
import { countKeys, endOfValue, shapeOf, skipSpace, textOf } from './json-scan.ts'
import { JsonSpot } from './json-spot.ts'
import { firstError, repeatedKeys, repeatedKeyTrouble } from './json-trouble.ts'
import type { NotationLimits, NotationResult, NotationTrouble } from './notation.ts'

/**
 * Never throws. `text` is UTF-8.
 * What is written as in `model`, under the same keys, is the very value that it is there.
 */
export function parseJson(text: Uint8Array, limits: NotationLimits, model?: ReadJson): NotationResult {
  // Where anything is out of the ordinary, it is read for itself, which tells what.
  const alike = model && readAlike(text, limits.maxDepth, model)
  if (alike) return { value: alike.value, ...finding(alike.spot) }

  const trouble = ({ offset, ...words }: NotationTrouble): NotationResult => ({
    trouble: { ...words, offset: textOf(text, 0, offset).length },
  })
  const start = skipSpace(text, 0)
  const { tooDeepAt, colons, containers } = shapeOf(text, start, limits.maxDepth)
  if (tooDeepAt !== null) {
    const message = `The nesting is deeper than ${limits.maxDepth} levels`
    return trouble({ message, help: 'Flatten the document.', offset: tooDeepAt })
  }
  let value: unknown
  try {
    value = JSON.parse(textOf(text, 0, text.length))
  } catch {
    return trouble(firstError(text))
  }
  const { mayRepeatKeys = false } = limits
  const repeated = countKeys(value) === colons ? [] : repeatedKeys(text, mayRepeatKeys ? Number.POSITIVE_INFINITY : 1)
  const [first] = repeated
  if (first && !mayRepeatKeys) return trouble(repeatedKeyTrouble(first))
  const end = endOfValue(text, start, 0, containers)
  const spot = new JsonSpot({ text, containers }, { start, value: start, end }, 0)
  if (first) return { value, ...finding(spot), repeatedKeys: () => repeated }
  return { value, ...finding(spot), model: { value, spot } }
}

/** Finds things from the root on. */
function finding(root: JsonSpot) {
  return {
    countsBytes: true,
    locate(segments: readonly string[]): number {
      let at = root
      for (const segment of segments) {
        const child = at.children.get(segment)
        if (child === undefined) break
        at = child
      }
      return at.start
    },
    textAt(segments: readonly string[]): Uint8Array | null {
      let at: JsonSpot | undefined = root
      for (const segment of segments) at = at?.children.get(segment)
      return at?.text ?? null
    },
  }
}
