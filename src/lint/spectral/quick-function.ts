/**
 * Spectral makes a function of a rule from what it judges and two schemas, of its input and of its options, and compiles both as it is
 * loaded. Most inputs and options are judged here without (`known-schema.ts`); of all others Spectral's own function says what it says.
 */
import { isValid, Unsure } from './known-schema.ts'
import { isObject, type Schema } from './schema.ts'
import { SchemaKnowledge } from './schema-knowledge.ts'

interface Definition {
  /** `null`: anything. */
  readonly input: unknown
  /** `null`: none. */
  readonly options: unknown
  readonly errorOnInvalidInput?: boolean
}

type Judge = (input: unknown, options: unknown, ...context: readonly unknown[]) => unknown
type MadeFunction = Judge & { validator(options: unknown): void }
export type CreateFunction = (definition: Definition, judge: Judge) => MadeFunction

const knowledge = new SchemaKnowledge('functions')

/** Makes the same functions as `create`, which is asked only for what cannot be told without. */
export function quickFunction(create: CreateFunction): CreateFunction {
  return (definition, judge) => {
    const { input: inputs, options: accepted, errorOnInvalidInput = false } = definition
    let spectrals: MadeFunction | undefined
    const whole = () => {
      spectrals ??= create(definition, judge)
      return spectrals
    }
    const right = new WeakSet<object>()
    const validator = (options: unknown) => {
      if (isObject(options) && right.has(options)) return
      if (accepted === null ? options !== null : fits(options, accepted) !== true) whole().validator(options)
      if (isObject(options)) right.add(options)
    }
    const made: Judge = (input, options, ...context) => {
      const isRight = inputs === null || fits(input, inputs)
      if (isRight === null || (!isRight && errorOnInvalidInput)) return whole()(input, options, ...context)
      if (!isRight) return undefined
      validator(options)
      return judge(input, options, ...context)
    }
    Object.defineProperty(made, 'name', { value: judge.name })
    Object.defineProperty(made, 'schemas', { value: { input: inputs, options: accepted } })
    return Object.assign(made, { validator })
  }
}

/** `null` where it cannot be told. */
function fits(value: unknown, schema: unknown): boolean | null {
  if (knowledge.knowledgeOf(schema) !== 'judged') return null
  try {
    return isValid(value, schema as Schema, null)
  } catch (thrown) {
    if (thrown instanceof Unsure) return null
    throw thrown
  }
}
