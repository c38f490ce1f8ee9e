import type { ContractKind, ContractSource } from '../contract.ts'

/**
 * Which reader a contract is for: its name says so for GraphQL and Protobuf, a line or key `asyncapi` or `arazzo` for those.
 * Everything else is taken for OpenAPI, whose reader says what is wrong with what is not. Costs a search of the bytes, never a
 * parse.
 */
export function kindOf(source: Pick<ContractSource, 'entry' | 'files'>): ContractKind {
  if (/\.(graphqls?|gql)$/i.test(source.entry)) return 'graphql'
  if (/\.proto$/i.test(source.entry)) return 'protobuf'
  const bytes = source.files.get(source.entry)?.bytes
  return words.find((word) => bytes !== undefined && says(word, bytes)) ?? 'openapi'
}

const words = ['asyncapi', 'arazzo'] as const

/** True for a word that is a key at the beginning of a line, as a YAML document has it at its root, or first in a JSON document. */
function says(word: string, { buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    const before = bytes.toString('latin1', Math.max(0, at - 64), at)
    const after = bytes.toString('latin1', at + word.length, at + word.length + 8)
    if (/^["']?\s*:/.test(after) && /(?:^|[\r\n])(?:\xef\xbb\xbf)?["']?$|[{,]\s*"$/.test(before))
      return isRoot(bytes, at)
  }
  return false
}

/** In JSON a key is the root's where one brace is open before it. */
function isRoot(bytes: Buffer, at: number): boolean {
  const before = bytes.toString('latin1', 0, at)
  if (!before.trimStart().startsWith('{')) return true
  const structure = before.replace(/"(?:[^"\\]|\\.)*"?/g, '')
  return structure.split('{').length - structure.split('}').length === 1
}
