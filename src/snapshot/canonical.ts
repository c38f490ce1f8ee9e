import { createHash } from 'node:crypto'
import type { Snapshot, SnapshotContent } from './snapshot.ts'

/** `sha256:` and hex over the canonical text of the content: keys sorted at every depth, no white space. */
export function digestOf(content: SnapshotContent): string {
  return `sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`
}

/**
 * JSON with keys sorted at every depth and no white space, so that equal values have equal text (in the manner of RFC 8785; numbers as
 * `JSON.stringify` writes them). Throws on what JSON does not have.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const prototype = Object.getPrototypeOf(value)
    // A Date or a Map would be written as `{}`, and two different snapshots would have one digest.
    if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects have JSON')
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    fields.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`
  }
  const text = JSON.stringify(value)
  if (text === undefined || (text === 'null' && value !== null)) throw new TypeError(`${String(value)} has no JSON`)
  return text
}

/** The text of `gateway.json`: the envelope's fields a line each, every entry of the content's lists a line, a final newline. */
export function snapshotText(snapshot: Snapshot): string {
  const { content, ...envelope } = snapshot
  const head = Object.entries(envelope).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`)
  const lists = Object.entries(content).map(([name, entries]: [string, readonly unknown[]]) =>
    entries.length === 0
      ? `    ${JSON.stringify(name)}: []`
      : `    ${JSON.stringify(name)}: [\n${entries.map((entry) => `      ${canonicalJson(entry)}`).join(',\n')}\n    ]`,
  )
  return ['{', ...head, '  "content": {', lists.join(',\n'), '  }', '}', ''].join('\n')
}
