/** Lines appended to a file, in batches and never in the way of traffic. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface LineFileOptions {
  readonly path: string
  /** Bytes after which the file is put aside under its name with the time, and a new one begun. `null`: never. */
  readonly rotateAt: number | null
  /** How many of those that were put aside stay. */
  readonly keep: number
  /** Told of what the operator should know. */
  readonly warn: (message: string) => void
  /** What the file is, to begin a sentence with. */
  readonly what: string
}

/** Characters that may wait for a disk that is slow; what comes on top is dropped, and said so. */
const waitingLimit = 16 * 1024 * 1024
const [batchSize, batchTime] = [64 * 1024, 200] as const
/** Milliseconds between two looks at whether the file is still the one at its path. */
const lookTime = 1_000

/**
 * Several processes may write to one path: batches are whole lines and go to its end. A file that somebody moved or removed is
 * written to for at most a second, then there is a new one at its path.
 */
export class LineFile {
  /** Lines that were not written since the process began. */
  dropped = 0
  readonly #options: LineFileOptions
  #stream: WriteStream
  #inode: number
  #batch = ''
  #lines = 0
  #untold = 0
  #size: number
  #looking: Promise<void> | null = null
  readonly #flushing = setInterval(() => this.#flush(), batchTime).unref()
  readonly #watching = setInterval(() => this.#look(), lookTime).unref()

  /** Throws where the file cannot be opened. */
  static async open(options: LineFileOptions): Promise<LineFile> {
    const stream = await opened(options.path)
    const { ino, size } = await stat(options.path)
    return new LineFile(options, stream, ino, size)
  }

  private constructor(options: LineFileOptions, stream: WriteStream, inode: number, size: number) {
    this.#options = options
    this.#inode = inode
    this.#size = size
    this.#stream = this.#watched(stream)
  }

  /** @param line with its end. */
  write(line: string): void {
    if (this.#stream.writableLength + this.#batch.length > waitingLimit) {
      this.#drop(1)
      return
    }
    this.#batch += line
    this.#lines += 1
    if (this.#batch.length >= batchSize) this.#flush()
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#flushing)
    clearInterval(this.#watching)
    await this.#looking
    this.#flush()
    await ended(this.#stream)
  }

  #drop(lines: number): void {
    this.dropped += lines
    this.#untold += lines
  }

  #flush(): void {
    const { path, warn, what } = this.#options
    if (this.#batch !== '') {
      const lines = this.#lines
      this.#stream.write(this.#batch, (error) => {
        if (error) this.#drop(lines)
      })
      this.#size += this.#batch.length
      this.#batch = ''
      this.#lines = 0
    }
    if (this.#untold === 0 || this.#stream.writableLength > waitingLimit / 2) return
    warn(`${what} \`${path}\` lacks ${this.#untold} lines: the disk was too slow or full`)
    this.#untold = 0
  }

  #look(): void {
    this.#looking ??= this.#reopenAsNeeded()
      .catch(() => undefined)
      .finally(() => {
        this.#looking = null
      })
  }

  async #reopenAsNeeded(): Promise<void> {
    const { path, rotateAt } = this.#options
    const there = await stat(path).catch(() => null)
    const isOurs = there?.ino === this.#inode
    const isFull = rotateAt !== null && isOurs && Math.max(this.#size, there.size) >= rotateAt
    if (isOurs && !isFull && !this.#stream.destroyed) return
    if (isFull) await this.#putAside()
    const stream = await opened(path)
    const { ino, size } = await stat(path)
    this.#flush()
    void ended(this.#stream)
    this.#inode = ino
    this.#size = size
    this.#stream = this.#watched(stream)
  }

  /** Under a name of its own: of several processes that do so at once, none must write over what another one put aside. */
  async #putAside(): Promise<void> {
    const { path, keep } = this.#options
    const time = new Date().toISOString().replace(/[-:]/g, '')
    await rename(path, `${path}.${time}-${process.pid}`)
    const aside = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.2`)).sort()
    for (const name of aside.slice(0, Math.max(0, aside.length - keep)))
      await rm(join(dirname(path), name), { force: true })
  }

  #watched(stream: WriteStream): WriteStream {
    const { path, warn, what } = this.#options
    return stream.on('error', (error) =>
      warn(`${what} \`${path}\` cannot be written, and is opened again: ${error.message}`),
    )
  }
}

async function opened(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o640 })
  await once(stream, 'open')
  // Until its owner listens.
  return stream.on('error', () => undefined)
}

async function ended(stream: WriteStream): Promise<void> {
  if (stream.closed) return
  stream.end()
  await once(stream, 'close').catch(() => undefined)
}
