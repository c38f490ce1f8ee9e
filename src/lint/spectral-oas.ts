import type { IFunction, IFunctionResult, RulesetFunctionContext } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'

/** The rules that hold examples against their schemas: each clones the schema and compiles a validator for it, at every place. */
const exampleRules = ['oas3-valid-media-example', 'oas3-valid-schema-example'] as const

/**
 * `spectral:oas`, with its two slow rules judging each object once. Where references were followed an object is met once per way that
 * leads to it (203,821 times for 6,927 objects in GitHub's description); Spectral then throws away all findings of it but one,
 * since they stand at the same place. One per run: it remembers what it has seen.
 */
export function freshOas(): typeof oas {
  const rules = Object.fromEntries(
    exampleRules.map((id) => {
      const rule = oas.rules[id]
      // biome-ignore lint/suspicious/noThenProperty: `then` is what Spectral calls it
      return [id, { ...rule, then: { ...rule.then, function: oncePerObject(rule.then.function as IFunction) } }]
    }),
  )
  return { ...oas, rules: { ...oas.rules, ...rules } } as typeof oas
}

function oncePerObject(judge: IFunction): IFunction {
  const seen = new Map<string, WeakSet<object>>()
  const once = (value: unknown, options: unknown, context: RulesetFunctionContext): IFunctionResult[] | undefined => {
    if (typeof value === 'object' && value !== null) {
      // What is required differs between requests and responses (`readOnly`, `writeOnly`), and so may the finding.
      const side = sideOf(context.path)
      const objects = seen.get(side) ?? new WeakSet()
      seen.set(side, objects)
      if (objects.has(value)) return undefined
      objects.add(value)
    }
    return judge(value, options as never, context) as IFunctionResult[] | undefined
  }
  // Spectral reads these off a function when it checks the options of a rule.
  return Object.defineProperties(once, Object.getOwnPropertyDescriptors(judge)) as IFunction
}

/** As `oasExample` tells requests from responses. */
function sideOf(path: readonly (string | number)[]): string {
  return String(path[0] === 'components' ? path[1] : path[0] === 'paths' ? path[3] : '')
}
