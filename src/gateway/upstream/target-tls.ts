/** What connections to an upstream are secured with, by files beside the gateway that a snapshot names. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { messageOf } from '../../base/errors.ts'
import type { UpstreamTls } from '../../snapshot/snapshot.ts'

/** For each new connection; the files may have been renewed since the one before. */
export interface TargetTls {
  /** Absent: the host of the target. */
  readonly servername?: string
  readonly context: SecureContext
}

/** Why an upstream cannot be reached as the catalog wants it. */
export class TargetTlsUnusable extends Error {}

export interface SecretFiles {
  /** Files that a snapshot names are below it. `null`: none can be used. */
  readonly folder: string | null
  /** Milliseconds between two looks whether they were renewed. */
  readonly poll: number
}

interface Held {
  readonly settings: UpstreamTls
  readonly tls: { servername?: string; context: SecureContext }
  /** What is in use, and what was told last of what cannot be. */
  texts: string
  told: string
  holders: number
}

/** Those of all upstreams, read once for equal settings and again when they change. */
export class TargetTlsStore {
  readonly #files: SecretFiles
  readonly #log: (line: string) => void
  readonly #held = new Map<string, Held>()
  #timer: NodeJS.Timeout | null = null

  constructor(files: SecretFiles, log: (line: string) => void) {
    this.#files = files
    this.#log = log
  }

  /** Held until `release` of the same settings. Throws `TargetTlsUnusable`. */
  async acquire(settings: UpstreamTls): Promise<TargetTls> {
    const key = JSON.stringify(settings)
    let held = this.#held.get(key)
    if (held === undefined) {
      const material = await this.#read(settings)
      const { serverName } = settings
      const tls = {
        context: contextOf(material, settings),
        ...(serverName !== undefined && { servername: serverName }),
      }
      held = this.#held.get(key) ?? { settings, tls, texts: JSON.stringify(material), told: '', holders: 0 }
      this.#held.set(key, held)
      this.#timer ??= setTimeout(() => void this.#look(), this.#files.poll).unref()
    }
    held.holders += 1
    return held.tls
  }

  release(settings: UpstreamTls): void {
    const key = JSON.stringify(settings)
    const held = this.#held.get(key)
    if (held !== undefined && --held.holders === 0) this.#held.delete(key)
  }

  stop(): void {
    this.#held.clear()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    for (const held of this.#held.values()) await this.#renew(held)
    this.#timer = this.#held.size === 0 ? null : setTimeout(() => void this.#look(), this.#files.poll).unref()
  }

  /** Key and certificate are replaced one after the other: what does not belong together is looked at again. */
  async #renew(held: Held): Promise<void> {
    try {
      const material = await this.#read(held.settings)
      const texts = JSON.stringify(material)
      if (texts !== held.texts) {
        held.tls.context = contextOf(material, held.settings)
        held.texts = texts
        this.#log(`${namesOf(held.settings)} for upstreams in use`)
      }
      held.told = ''
    } catch (thrown) {
      const why = messageOf(thrown)
      if (why !== held.told) this.#log(`what is in use for upstreams stays: ${why}`)
      held.told = why
    }
  }

  async #read({ ca, cert, key }: UpstreamTls): Promise<Material> {
    const read = async (reference: { readonly file: string } | undefined) => {
      if (reference === undefined) return undefined
      if (this.#files.folder === null)
        throw new TargetTlsUnusable(
          `it wants the file \`${reference.file}\`, and the gateway was started without \`--secrets\``,
        )
      try {
        return await readFile(join(this.#files.folder, reference.file), 'utf8')
      } catch (thrown) {
        // Without the path that the message of Node has: a refusal is told to the App.
        const { code = 'unreadable' } = thrown as NodeJS.ErrnoException
        throw new TargetTlsUnusable(`the file \`${reference.file}\` below \`--secrets\` cannot be read (${code})`)
      }
    }
    return { ca: await read(ca), cert: await read(cert), key: await read(key) }
  }
}

interface Material {
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
}

function contextOf({ ca, cert, key }: Material, settings: UpstreamTls): SecureContext {
  try {
    // Node takes a file without a certificate for an empty list, and then trusts nobody.
    if (ca !== undefined) new X509Certificate(ca)
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    })
  } catch (thrown) {
    throw new TargetTlsUnusable(`${namesOf(settings)} cannot be used: ${messageOf(thrown)}`)
  }
}

function namesOf({ ca, cert, key }: UpstreamTls): string {
  const files = [ca, cert, key].flatMap((reference) => (reference ? [`\`${reference.file}\``] : []))
  return files.length === 0 ? 'TLS' : files.join(', ')
}
