import { markdownCode } from '../../base/escaping.ts'
import type { Json } from '../../contract/contract.ts'

const longest = 120

/** A value of the contract inside a sentence: in backticks, texts without their quotes, cut where it would drown the sentence. */
export function value(json: Json | undefined): string {
  const text = typeof json === 'string' ? json : (JSON.stringify(json) ?? 'nothing')
  return markdownCode(text.length > longest ? `${text.slice(0, longest)}…` : text)
}

/** The start of a sentence. */
export function cap(text: string): string {
  return text.startsWith('`') ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
