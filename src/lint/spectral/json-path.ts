/** The `given` of rules: JSONPath as nimma, Spectral's engine, parses it, taken apart into steps. */
import { type Filter, filterOf } from './filter.ts'
import { type ParsedStep, parseJsonPath } from './internals.ts'

/** One step down. */
export interface Step {
  /** True where any number of levels may lie before it: `..`. */
  readonly deep: boolean
  /** The keys it takes; `null`: all of them. */
  readonly keys: readonly (string | number)[] | null
  /** What the value must fulfil besides. */
  readonly filter: Filter | null
}

export interface JsonPath {
  readonly steps: readonly Step[]
  /** True where the key is meant, not what stands under it: `~`. */
  readonly keyed: boolean
}

/**
 * `null` for what is left to Spectral: parents (`^`), slices, what only its second engine understands, and shapes with several `..`
 * of which it makes programs we do not want to guess at.
 */
export function readJsonPath(text: string): JsonPath | null {
  let path = known.get(text)
  if (path === undefined) {
    path = read(text)
    known.set(text, path)
  }
  return path
}

/** Of the rulesets a thread has met. */
const known = new Map<string, JsonPath | null>()

function read(text: string): JsonPath | null {
  let parsed: readonly ParsedStep[]
  try {
    parsed = parseJsonPath(text)
  } catch {
    return null
  }
  const keyed = parsed.at(-1)?.type === 'KeyExpression'
  const nodes = keyed ? parsed.slice(0, -1) : parsed
  const steps = nodes.map(stepOf)
  return steps.every((step) => step !== null) && isPlain(steps) ? { steps, keyed } : null
}

function stepOf({ type, deep = false, value }: ParsedStep): Step | null {
  switch (type) {
    case 'MemberExpression':
      return { deep, keys: [value as string | number], filter: null }
    case 'MultipleMemberExpression':
      return { deep, keys: value as (string | number)[], filter: null }
    case 'WildcardExpression':
      return { deep, keys: null, filter: null }
    case 'ScriptFilterExpression': {
      const filter = filterOf(value as string)
      return filter && { deep, keys: null, filter }
    }
    default:
      return null
  }
}

/** At most one `..`, or a name and a filter with one each: `$..content..[?(@.schema)]`. A filter stands last, or under plain steps. */
function isPlain(steps: readonly Step[]): boolean {
  const deep = steps.flatMap((step, index) => (step.deep ? [index] : []))
  const last = steps.length - 1
  const filters = steps.flatMap((step, index) => (step.filter ? [index] : []))
  if (filters.length > 1 || (filters.length === 1 && filters[0] !== last)) return false
  if (deep.length < 2) return true
  const [first, second] = steps
  return steps.length === 2 && first?.keys?.length === 1 && second?.filter !== null
}
