import { parseDocument } from '#base/document.ts'
import type { Kind } from '#catalog/kinds/kind.ts'

/** Reads a text as a file of a kind: the value, and what is wrong as `pointer: message`. */
export function readAs<Value>(kind: Kind<Value>, names: Readonly<Record<string, string>>, text: string) {
  const document = parseDocument('file.yaml', new TextEncoder().encode(text))
  const { value, faults } = kind.read(document.value, { path: 'file.yaml', names })
  return { value, faults: faults.map(({ pointer, message }) => `${pointer}: ${message}`) }
}
