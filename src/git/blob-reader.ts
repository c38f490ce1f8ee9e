import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { gitFailed, repositoryClosed } from './errors.ts'

interface Request {
  readonly id: string
  resolve(content: Buffer): void
  reject(error: Error): void
}

/** How long a child without work is kept: an App with many repositories must not hold one process for each. */
const idleAfter = 15_000

/**
 * Reads blobs by id from one pooled `git cat-file --batch` child: requests are pipelined, answers come back in order. (A process
 * per blob costs 4 ms, the pool 0.04 ms.) Only ids are ever written to it, so nothing in a name can be taken for a second request.
 */
export class BlobReader {
  readonly #start: () => ChildProcessWithoutNullStreams
  #child: ChildProcessWithoutNullStreams | null = null
  #waiting: Request[] = []
  #closed = false
  #idle: NodeJS.Timeout | undefined

  constructor(cwd: string, env: Readonly<Record<string, string>>) {
    this.#start = () => spawn('git', ['cat-file', '--batch'], { cwd, env, stdio: 'pipe' })
  }

  /** The bytes of a blob. Throws an `ApigovError` where there is none of this id, or Git ended. */
  read(id: string): Promise<Buffer> {
    if (!isObjectId(id)) return Promise.reject(gitFailed('read a blob', `\`${id}\` is not an object id`))
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(repositoryClosed())
      clearTimeout(this.#idle)
      this.#waiting.push({ id, resolve, reject })
      this.#running().stdin.write(`${id}\n`)
    })
  }

  /** Ends the child; reads that wait are refused. */
  close(): void {
    this.#closed = true
    this.#end(repositoryClosed())
  }

  #running(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child
    const child = this.#start()
    this.#child = child
    const parse = answerParser((id, type, content) => this.#answer(id, type, content))
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) parse(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)))
    child.stdin.on('error', () => {}) // `close` tells
    const ended = (reason: string) => {
      if (this.#child === child) this.#end(gitFailed('read blobs', reason))
    }
    child.on('error', (error) => ended(error.message))
    child.on('close', (code) => ended(stderr.trim() || `\`git cat-file\` ended with exit code ${code}`))
    return child
  }

  #answer(id: string, type: string, content: Buffer): void {
    const request = this.#waiting.shift()
    if (!request) return
    if (type === 'blob') request.resolve(content)
    else
      request.reject(
        gitFailed(`read blob \`${request.id}\``, type === 'missing' ? 'it is missing' : `${id} is a ${type}`),
      )
    if (this.#waiting.length === 0) this.#idle = setTimeout(() => this.#end(repositoryClosed()), idleAfter).unref()
  }

  #end(error: Error): void {
    clearTimeout(this.#idle)
    const waiting = this.#waiting
    this.#waiting = []
    this.#child?.kill('SIGKILL')
    this.#child = null
    for (const { reject } of waiting) reject(error)
  }
}

export function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/**
 * Takes the child's output in any pieces. An answer is `<id> SP <type> SP <size> LF <content> LF`, or `<id> SP missing LF`
 * (git-cat-file, "Batch output").
 */
function answerParser(answer: (id: string, type: string, content: Buffer) => void): (chunk: Buffer) => void {
  let head = ''
  let body: { id: string; type: string; left: number; parts: Buffer[] } | null = null
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (body === null) {
        const end = rest.indexOf(10)
        head += rest.toString('latin1', 0, end < 0 ? rest.length : end)
        if (end < 0) return
        rest = rest.subarray(end + 1)
        const [id = '', type = '', size] = head.split(' ')
        head = ''
        if (size === undefined) answer(id, type, Buffer.alloc(0))
        else body = { id, type, left: Number(size) + 1, parts: [] } // and the line feed after the content
      } else {
        const part = rest.subarray(0, body.left)
        rest = rest.subarray(part.length)
        body.left -= part.length
        body.parts.push(part)
        if (body.left > 0) return
        const { id, type, parts } = body
        body = null
        answer(id, type, Buffer.concat(parts).subarray(0, -1))
      }
    }
  }
}
