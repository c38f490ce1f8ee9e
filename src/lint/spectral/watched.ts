/** The functions of rules, so called that whoever waits for one in vain, or catches what it throws, knows which it was. */
import { activityNumber, doing } from '../activity.ts'
import type { Then } from './internals.ts'

type Judge = (...given: readonly unknown[]) => unknown

/** What rulesets call the functions in files of their own, which often have no name themselves. */
const givenNames = new WeakMap<object, string>()

export function nameFunction(judge: object, name: string): void {
  givenNames.set(judge, name)
}

/** A function that failed, and the rule that called it. */
export class RuleFailed extends Error {
  readonly rule: string
  /** `null` where it was not in a function. */
  readonly functionName: string | null

  constructor(rule: string, functionName: string | null, cause: unknown) {
    super(`The rule \`${rule}\` failed`, { cause })
    this.rule = rule
    this.functionName = functionName
  }
}

/** Functions that promised an answer. */
const waiting = new Map<object, number>()

/** `judge`, called by its rule. What it throws, now or later, is thrown as a `RuleFailed`. */
export function watched(rule: string, judge: Then['function'], original: Then['function']): Then['function'] {
  const name = givenNames.get(original) ?? (original.name || 'anonymous')
  const id = activityNumber(`the rule \`${rule}\` (function \`${name}\`)`)
  const failed = (thrown: unknown) => new RuleFailed(rule, name, thrown)
  const made: Judge = (...given) => {
    doing(id)
    try {
      const answer = (judge as unknown as Judge)(...given)
      return isPromise(answer) ? awaited(answer, id, failed) : answer
    } catch (thrown) {
      throw failed(thrown)
    }
  }
  // With the name and validator of the original it is one to Spectral.
  return Object.defineProperties(made, Object.getOwnPropertyDescriptors(judge)) as unknown as Then['function']
}

/** From here on only what was promised is waited for. */
export function doingWhatIsPromised(): void {
  const [first = 0] = waiting.values()
  doing(first)
}

async function awaited(answer: PromiseLike<unknown>, id: number, failed: (thrown: unknown) => Error): Promise<unknown> {
  const turn = {}
  waiting.set(turn, id)
  try {
    return await answer
  } catch (thrown) {
    throw failed(thrown)
  } finally {
    waiting.delete(turn)
    doingWhatIsPromised()
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
