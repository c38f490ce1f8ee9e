import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Memo } from '../base/ports.ts'

/** One answer, and the blobs it stands on; `null` for a file that was not there. */
interface Kept {
  readonly answer: unknown
  readonly stands: readonly (readonly [path: string, blob: string | null])[]
}

/** Answers a question may have at once: a branch or two beside the one at hand. */
const answersPerQuestion = 2
const suffix = '.answers.json'

/**
 * `Memo` in a folder, from one run to the next: one file, read when the first question comes and written by `save`. Everything in it
 * can be deleted and comes back; what cannot be read is taken as nothing. Only plain JSON values may be kept, of which none is
 * secret. The folder must be the user's own: whoever can write to it says what is found.
 */
export class FolderMemo implements Memo {
  readonly #folder: string
  readonly #maxBytes: number
  #kept: Promise<Map<string, readonly Kept[]>> | undefined
  #isChanged = false

  /** @param maxBytes what the file may take; what was asked for longest ago goes first. */
  constructor(folder: string, maxBytes = 64 * 1024 * 1024) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  async answer<T>(
    question: string,
    blobOf: (path: string) => string | undefined,
    compute: () => Promise<{ readonly answer: T; readonly read: readonly string[] }>,
  ): Promise<T> {
    this.#kept ??= this.#load()
    const all = await this.#kept
    const before = all.get(question) ?? []
    const known = before.find(({ stands }) => stands.every(([path, blob]) => (blobOf(path) ?? null) === blob))
    if (known) {
      all.delete(question) // set again, it is the youngest
      all.set(question, before)
      return known.answer as T
    }
    const { answer, read } = await compute()
    const kept: Kept = { answer, stands: read.map((path) => [path, blobOf(path) ?? null] as const) }
    all.delete(question)
    all.set(question, [kept, ...before].slice(0, answersPerQuestion))
    this.#isChanged = true
    return answer
  }

  /** Writes what is new. Never throws: a run without its memory is only slower. */
  async save(): Promise<void> {
    if (!this.#isChanged || !this.#kept) return
    const lines: string[] = []
    let bytes = 0
    for (const entry of [...(await this.#kept)].reverse()) {
      const line = JSON.stringify(entry)
      bytes += Buffer.byteLength(line) + 1
      if (bytes > this.#maxBytes) break
      lines.push(line)
    }
    const file = await this.#file()
    const draft = `${file}.${randomUUID()}`
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(draft, lines.reverse().join('\n'), { mode: 0o600 })
      await rename(draft, file)
      await this.#forgetOthers(file)
    } catch {
      await rm(draft, { force: true }).catch(() => undefined)
    }
  }

  async #load(): Promise<Map<string, readonly Kept[]>> {
    try {
      const text = await readFile(await this.#file(), 'utf8')
      const entries = text.split('\n').map((line) => JSON.parse(line) as [string, readonly Kept[]])
      return new Map(entries.filter(([question, kept]) => typeof question === 'string' && kept.every(isKept)))
    } catch {
      return new Map()
    }
  }

  /** Answers of another apigov are not ours. */
  async #file(): Promise<string> {
    return join(this.#folder, `${await engine()}${suffix}`)
  }

  async #forgetOthers(file: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(suffix))
    await Promise.all(
      names
        .map((name) => join(this.#folder, name))
        .filter((other) => other !== file)
        .map((other) => rm(other, { force: true })),
    )
  }
}

function isKept(kept: Kept): boolean {
  return (
    'answer' in kept &&
    kept.stands.every(([path, blob]) => typeof path === 'string' && (typeof blob === 'string' || blob === null))
  )
}

let known: Promise<string> | undefined

/** Names the code that judges: its version, and from sources the state of its files. */
function engine(): Promise<string> {
  known ??= fingerprintOf(dirname(import.meta.dirname))
  return known
}

async function fingerprintOf(root: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, '../package.json')))
  const names = (await readdir(root, { recursive: true })).sort()
  const states = await Promise.all(names.map((name) => stat(join(root, name))))
  hash.update(JSON.stringify(names.map((name, index) => [name, states[index]?.size, states[index]?.mtimeMs])))
  return hash.digest('hex').slice(0, 32)
}
