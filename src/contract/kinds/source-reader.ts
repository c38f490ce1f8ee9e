import { isUtf8 } from 'node:buffer'
import { compareFindings, compareText, type Finding, type Severity } from '../../base/finding.ts'
import { fingerprinter } from '../../base/fingerprint.ts'
import type { Place, Pointer } from '../../base/place.ts'
import { whyMissing } from '../closure.ts'
import type { ContractReading, ContractSource } from '../contract.ts'

/** Where a finding of a reader stands, and what names it in its fingerprint. */
interface About {
  readonly place: Place | null
  readonly pointer?: Pointer
  readonly subject?: string
}

/** What the readers in this folder share: they open the files of a source, remember which, and say what is wrong. */
export class SourceReader {
  readonly source: ContractSource
  readonly #looked = new Set<string>()
  readonly #findings: Finding[] = []
  readonly #fingerprint = fingerprinter()

  constructor(source: ContractSource) {
    this.source = source
  }

  /**
   * The text of a file; `null` where there is none to read, which is told of the entry alone: of others whoever asks knows why it
   * is wanted.
   */
  text(path: string): string | null {
    this.#looked.add(path)
    const bytes = this.source.files.get(path)?.bytes
    if (bytes === undefined) {
      if (path === this.source.entry) this.#tellMissingEntry()
      return null
    }
    if (isUtf8(bytes)) return new TextDecoder().decode(bytes)
    const place = { file: path, line: 1, column: 1 }
    this.tell('contract-unreadable', { place }, 'The file is not UTF-8 text', 'Save it as UTF-8.')
    return null
  }

  /** Notes that the answer depends on whether this file is there. */
  look(path: string): boolean {
    this.#looked.add(path)
    return this.source.files.has(path)
  }

  tell(
    rule: string,
    { place, pointer = '', subject }: About,
    message: string,
    help: string,
    severity: Severity = 'error',
  ): void {
    const { catalog, api, version } = this.source.identity
    const fingerprint = this.#fingerprint({ rule, catalog, api, version, pointer, subject: subject ?? message })
    this.#findings.push({ rule, severity, message, place, fingerprint, help })
  }

  /** The semver that stands beside the contract. Missing in a catalog, it is told; a file of its own needs none. */
  semver(): string {
    const { stated, identity } = this.source
    if (stated?.semver === null)
      this.tell(
        'version-missing',
        { place: stated.place, subject: '' },
        `Version \`${identity.version}\` of \`${identity.api}\` has no semver`,
        `Write it in \`api.yaml\`, as in \`${identity.version}: { version: 1.0.0 }\`: this kind of contract has no place for it.`,
      )
    return stated?.semver ?? ''
  }

  reading<C>(contract: C | null): ContractReading<C> {
    return { contract, findings: this.#findings.sort(compareFindings), read: [...this.#looked].sort(compareText) }
  }

  #tellMissingEntry(): void {
    const { entry, refused } = this.source
    const [what, help] = whyMissing(entry, this.source)
    const place = refused.has(entry) ? { file: entry, line: 1, column: 1 } : null
    this.tell('contract-unreadable', { place, subject: '' }, `\`${entry}\` ${what}`, help)
  }
}
