import assert from 'node:assert/strict'
import { gzipSync } from 'fflate'
import { compareText } from '../base/finding.ts'
import type { OutputFile } from '../base/tree.ts'

// npm's own fixed date, 1985-10-26T08:15:00Z: an archive of the same files has the same bytes, whenever and wherever it is made.
const modified = 499_162_500
const block = 512

/**
 * A gzipped tar (POSIX.1-2001: ustar, with a pax header where a path does not fit) of `files` below `folder`, sorted by path,
 * owned by nobody, with a fixed date: same files, same bytes. Paths lead nowhere outside of `folder`.
 */
export function tarGz(folder: string, files: readonly OutputFile[]): Uint8Array {
  const blocks: Uint8Array[] = []
  for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
    const path = `${folder}/${file.path}`
    assert(!path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'), path)
    const content = typeof file.content === 'string' ? utf8(file.content) : file.content
    if (!fits(path)) blocks.push(...entry('pax', 'x', utf8(paxRecord('path', path))))
    blocks.push(...entry(path, '0', content))
  }
  blocks.push(new Uint8Array(2 * block))
  return gzipSync(Buffer.concat(blocks), { level: 9, mtime: 0 })
}

function entry(path: string, kind: '0' | 'x', content: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(block)
  const put = (offset: number, text: string) => head.set(utf8(text), offset)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  head.set(utf8(path).subarray(0, 100), 0)
  put(100, octal(0o644, 7))
  put(108, octal(0, 7))
  put(116, octal(0, 7))
  put(124, octal(content.byteLength, 11))
  put(136, octal(modified, 11))
  put(148, ' '.repeat(8)) // the checksum counts its own field as spaces
  put(156, kind)
  put(257, 'ustar\u000000')
  put(
    148,
    `${octal(
      head.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
  )
  return [head, content, new Uint8Array((block - (content.byteLength % block)) % block)]
}

function fits(path: string): boolean {
  return path.length <= 100 && /^[\u0020-\u007e]*$/.test(path)
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const size = utf8(rest).byteLength
  let length = size + String(size).length
  if (size + String(length).length !== length) length++
  return `${length}${rest}`
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
