import type { Coordinate, Described } from '../graphql-rule.ts'
import type { Report } from '../rule.ts'
import { type Casing, recased } from './words.ts'

interface Naming {
  readonly elements: readonly Described[]
  /** In the plural: `fields and arguments`. */
  readonly noun: string
  readonly wanted: RegExp
  readonly casing: Casing
}

/**
 * Reports the names that are not as they should be. Where most of many are not, somebody decided for another casing: that is one
 * finding, about the schema. What begins with `_` or has `__` in it is the servers' and the federation's.
 */
export function reportNames(report: Report<Coordinate>, { elements, noun, wanted, casing }: Naming): void {
  const own = elements.filter(({ name }) => !name.startsWith('_') && !name.includes('__'))
  const odd = own
    .filter(({ name }) => !wanted.test(name))
    .map(({ name, coordinate }) => ({
      at: coordinate,
      message: `\`${coordinate}\` is not in ${casing}`,
      help: `Call it \`${recased(name, casing)}\`: beside this one, which is deprecated then.`,
    }))
  if (odd.length > 10 && odd.length > own.length / 2)
    report({
      at: '',
      message: `${odd.length} of ${own.length} ${noun} are not in ${casing}`,
      help: 'Write new ones so, or turn the rule off.',
      subject: noun,
      each: odd,
    })
  else for (const one of odd) report(one)
}
