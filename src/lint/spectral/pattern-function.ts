import { printValue, type Then } from './internals.ts'
import { matches } from './patterns.ts'

interface Options {
  readonly match?: string
  readonly notMatch?: string
}

/** Spectral's `pattern`, word for word, over `matches`. */
export function withPatterns(pattern: Then['function']): Then['function'] {
  const made = (value: unknown, options: Options | null) => {
    if (typeof value !== 'string' || options === null) return undefined
    const { match, notMatch } = options
    const told = [
      ...(match === undefined || fits(match, value) ? [] : [`must match the pattern ${printValue(match)}`]),
      ...(notMatch === undefined || !fits(notMatch, value)
        ? []
        : [`must not match the pattern ${printValue(notMatch)}`]),
    ]
    return told.length === 0 ? undefined : told.map((words) => ({ message: `#{{print("value")}} ${words}` }))
  }
  // With the name and validator of the original it is one to Spectral, whose type of a function is that of all of them.
  return Object.defineProperties(made, Object.getOwnPropertyDescriptors(pattern)) as unknown as Then['function']
}

/** A ruleset may write `/a/i`. */
function fits(pattern: string, text: string): boolean {
  const [, source = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(pattern) ?? []
  return matches(source, flags, text)
}
