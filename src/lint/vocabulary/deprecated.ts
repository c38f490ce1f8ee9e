import type { Node } from '../../contract/grammar.ts'
import { operationOf, type Visitor } from '../rule.ts'
import { wordsOf } from './words.ts'

/** Shows every operation, parameter and schema that is marked `deprecated`, with what it is called in a sentence. */
export function eachDeprecated(see: (node: Node, thing: string) => void): Visitor {
  const show = (thing: (node: Node) => string) => (node: Node) => {
    if (node.value['deprecated'] === true) see(node, thing(node))
  }
  return {
    operation: show((node) => `\`${operationOf(node) ?? node.key.toUpperCase()}\``),
    parameter: show(({ value }) => `The parameter \`${String(value['name'])}\``),
    schema: show(({ key, keyword }) => `The ${keyword === 'properties' ? 'property' : 'schema'} \`${key}\``),
  }
}

/** True where an extension says since when, in whatever words: `x-deprecated-since`, `x-deprecatedInVersion`, `x-deprecation-date`. */
export function saysSince({ value }: Node): boolean {
  return Object.keys(value).some((key) =>
    /^x deprecat\w+ (?:since|in|at|on|date|version)\b/.test(wordsOf(key).join(' ')),
  )
}

/**
 * True where its description, or an extension such as `x-deprecated-message`, says what to use instead, or that nothing is needed
 * any more.
 */
export function namesSuccessor({ value }: Node): boolean {
  return Object.entries(value).some(
    ([key, text]) =>
      typeof text === 'string' &&
      (/^(?:description|summary)$/.test(key) || /^x deprecat/.test(wordsOf(key).join(' '))) &&
      saysSuccessor(text),
  )
}

/** True for a text that says what to use instead, or that nothing is needed any more. */
export function saysSuccessor(text: string): boolean {
  return /\b(?:use|instead|replaced?|successor|supersede[ds]?|moved|renamed|favou?r of|no longer|see)\b/i.test(text)
}
