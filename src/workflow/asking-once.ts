import type { ContractSource } from '../contract/contract.ts'
import type { Judge } from '../review/judge.ts'

/**
 * The judge, asked each question once: a contract that takes longer than it may must not take that twice in one review. The judge's
 * own memory keeps answers only, for what it could not answer now it may answer the next time.
 */
export function askingOnce(judge: Judge): Judge {
  const asked = new Map<string, unknown>()
  const once = <T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question)
    const known = asked.get(key) as Promise<T> | undefined // the question's first part fixes the answer's type
    const answer = known ?? ask()
    asked.set(key, answer)
    return answer
  }
  return {
    reach: (source) => once(['reach', nameOf(source)], () => judge.reach(source)),
    summarise: (source) => once(['summarise', nameOf(source)], () => judge.summarise(source)),
    lint: (source, ruleset) => once(['lint', nameOf(source), ruleset], () => judge.lint(source, ruleset)),
    diff: (base, revision, options) =>
      once(['diff', nameOf(base), nameOf(revision), options], () => judge.diff(base, revision, options)),
    requests: (source) => once(['requests', nameOf(source)], () => judge.requests(source)),
    bundle: (source) => once(['bundle', nameOf(source)], () => judge.bundle(source)),
    rewrite: (source, fixes) => judge.rewrite(source, fixes),
  }
}

function nameOf({ entry, files, refused, identity }: ContractSource): unknown {
  return [entry, identity, [...files].map(([path, { blob }]) => [path, blob]), [...refused]]
}
