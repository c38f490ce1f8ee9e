/**
 * contract/ turns bytes into a contract. `readContract` parses the entry file, follows every `$ref` the grammar of OpenAPI knows to
 * find the closure, and says of each reference that cannot be followed where it stands and what to do. It opens nothing: what may
 * be reached was put into `source.files` beforehand, so `/etc/passwd`, `../../..` and `http://…` are findings by construction.
 *
 * `grammar.ts` says what stands where, `identifiers.ts` turns names of schemas into pointers, `swagger/` lifts what is written in
 * Swagger 2.0, `resolve.ts` answers where a `$ref` leads, `summarise.ts` and `bundle.ts` are the two shapes in which a contract
 * leaves this folder.
 */
import { createHash } from 'node:crypto'
import { type DocumentLimits, defaultLimits, parseDocument } from '../base/document.ts'
import { compareFindings, compareText, type Finding } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import type { Pointer } from '../base/place.ts'
import { followReferences, type Tell, whyMissing } from './closure.ts'
import type {
  Contract,
  ContractFile,
  ContractReading,
  ContractSource,
  Json,
  JsonObject,
  OpenApiVersion,
} from './contract.ts'
import { unknownDialect } from './dialect.ts'
import { isObject } from './grammar.ts'
import { mayIdentify, withPointers } from './identifiers.ts'
import { semanticParts } from './semantic-pointer.ts'
import { liftSwagger } from './swagger/lift.ts'

/**
 * Reads a Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2 description, in YAML or JSON, over as many files as it needs. Never throws. There
 * is no contract where a file cannot be read or a reference cannot be followed; of a wrong `info.version` alone it can still be
 * judged. How large a file may be was decided by whoever filled `source.files`. What a file says in the same words as that file of
 * `like` is the same value in both contracts, and costs next to nothing.
 */
export function readContract(
  source: ContractSource,
  limits: DocumentLimits = { ...defaultLimits, maxBytes: Number.POSITIVE_INFINITY },
  like: Contract | null = null,
): ContractReading {
  const reader = new Reader(source, limits, like)
  const contract = reader.read()
  return { contract, findings: reader.findings.sort(compareFindings), read: [...reader.looked].sort(compareText) }
}

const supported = 'Write the contract in OpenAPI 3.0, 3.1 or 3.2, or in Swagger 2.0.'

class Reader {
  readonly findings: Finding[] = []
  readonly looked = new Set<string>()
  readonly #source: ContractSource
  readonly #limits: DocumentLimits
  readonly #files = new Map<string, ContractFile | null>()
  readonly #fingerprint = fingerprinter()
  readonly #like: Contract | null
  /** True where schemas may be called by names: JSON Schema 2020-12, so since OpenAPI 3.1. */
  #hasNames = false

  constructor(source: ContractSource, limits: DocumentLimits, like: Contract | null) {
    this.#source = source
    this.#limits = { ...limits, mayRepeatKeys: source.mayRepeatKeys ?? false }
    this.#like = like
  }

  read(): Contract | null {
    const { entry, identity, setting } = this.#source
    const opened = this.open(entry)
    if (opened === null) {
      this.#explainMissingEntry()
      return null
    }
    const language = this.#languageOf(opened)
    this.#hasNames = language === '3.1' || language === '3.2'
    const file = this.#byPointers(opened)
    if (language === null || !isObject(file.value)) return null
    if (this.#hasNames) this.#tellDialect(file)
    const info = isObject(file.value['info']) ? file.value['info'] : {}
    const semver = this.#semverOf(file, info)
    const start = language === '2.0' ? 'swagger' : 'document'
    if (!followReferences(file, start, { source: this.#source, open: (path) => this.open(path), tell: this.#tell }))
      return null
    const written = new Map([...this.#files].filter((pair): pair is [string, ContractFile] => pair[1] !== null))
    const files = language === '2.0' ? this.#lifted(file, written) : written
    const root = files?.get(entry)?.value
    if (files === null || !isObject(root)) return null
    const title = typeof info['title'] === 'string' ? info['title'] : ''
    const openapi = language === '2.0' ? '3.0' : language
    const digest = digestOf(files)
    return { kind: 'openapi', identity, setting, openapi, entry, semver, title, root, files, digest }
  }

  #lifted(entry: ContractFile, written: ReadonlyMap<string, ContractFile>): ReadonlyMap<string, ContractFile> | null {
    const files = liftSwagger(entry.path, written)
    if (files !== null) return files
    const at = { file: entry.path, pointer: '', place: entry.place('') }
    const help = 'Write large schemas in `definitions`, and refer to them.'
    this.#tell('contract-unreadable', at, 'The contract repeats its schemas more often than can be read', help)
    return null
  }

  /** `null` where there is no such file or it cannot be read; the latter is told here, once, the former by who asked. */
  open(path: string): ContractFile | null {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    this.looked.add(path)
    const bytes = this.#source.files.get(path)
    let file: ContractFile | null = null
    if (bytes !== undefined) {
      const like = this.#like?.files.get(path === this.#source.entry ? this.#like.entry : path)
      const document = parseDocument(path, bytes.bytes, this.#limits, like?.written ?? like)
      for (const { message, help, place } of document.problems)
        this.#tell('contract-unreadable', { file: path, pointer: '', place, subject: message }, message, help)
      if (document.problems.length === 0) file = { ...document, value: document.value as Json, blob: bytes.blob }
    }
    this.#files.set(path, file)
    return file && this.#byPointers(file)
  }

  /** References by name as references by pointer. The names of the entry are read once its version is known to have them. */
  #byPointers(file: ContractFile): ContractFile {
    const bytes = this.#source.files.get(file.path)?.bytes
    if (!this.#hasNames || bytes === undefined || !mayIdentify(bytes)) return file
    const pointed = withPointers(
      file,
      (path) => this.open(path),
      (pointer, ref, count) =>
        this.#tell(
          'ref-dynamic',
          { file: file.path, pointer, place: file.place(pointer), subject: ref },
          `Where \`${ref}\` leads depends on the way to it: it is taken for any of the ${count} schemas of that name`,
          'Write `$ref` where one of them is meant.',
          'warning',
        ),
    )
    this.#files.set(file.path, pointed)
    return pointed
  }

  #explainMissingEntry(): void {
    const { entry, files, refused } = this.#source
    if (files.has(entry)) return // it is there and broken, which has been told
    const [what, help] = whyMissing(entry, this.#source)
    const place = refused.has(entry) ? { file: entry, line: 1, column: 1 } : null
    this.#tell('contract-unreadable', { file: entry, pointer: '', place }, `\`${entry}\` ${what}`, help)
  }

  #languageOf(file: ContractFile): OpenApiVersion | '2.0' | null {
    const root = isObject(file.value) ? file.value : {}
    const tell = (pointer: Pointer, message: string, help: string) =>
      this.#tell('contract-unsupported', { file: file.path, pointer, place: file.place(pointer) }, message, help)
    const swagger = root['swagger']
    const written = root['openapi']
    if (typeof written === 'string') {
      const match = /^(3\.[012])\.\d+(?:-.+)?$/.exec(written)
      if (match) return match[1] as OpenApiVersion
      tell('/openapi', `OpenAPI \`${written}\` is not supported`, supported)
    } else if (typeof written === 'number')
      tell('/openapi', '`openapi` is a number here', 'Write the whole version in quotes, as in `openapi: "3.1.0"`.')
    else if (swagger === '2.0' || swagger === 2) return '2.0'
    else if (typeof swagger === 'string' || typeof swagger === 'number')
      tell('/swagger', `Swagger \`${swagger}\` is not supported`, supported)
    else tell('', 'This is not an OpenAPI document', 'Begin the contract with `openapi: 3.1.0`.')
    return null
  }

  /** Keywords of a dialect nobody here knows are read as those of JSON Schema 2020-12, which is worth knowing. */
  #tellDialect(file: ContractFile): void {
    const pointer = '/jsonSchemaDialect'
    const dialect = unknownDialect(file.value)
    if (dialect === null) return
    const message = `The dialect \`${dialect}\` is not known: schemas are read as JSON Schema 2020-12`
    const help = 'Leave out `jsonSchemaDialect`, or make sure that the keywords mean the same there.'
    this.#tell(
      'schema-dialect-unknown',
      { file: file.path, pointer, place: file.place(pointer) },
      message,
      help,
      'warning',
    )
  }

  /** A wrong one leaves the rest of the contract worth judging, so it is told and the text kept as it is. */
  #semverOf(file: ContractFile, info: JsonObject): string {
    const version = info['version']
    if (typeof version === 'string' && version.trim() !== '') return version
    const pointer = '/info/version'
    const at = { file: file.path, pointer, place: file.place(pointer) }
    if (typeof version === 'number') {
      const help = `Put it in quotes: unquoted, \`1.10\` is the number 1.1.`
      this.#tell('info-version-unquoted', at, `\`info.version\` is the number ${version}, not a text`, help)
      return String(version)
    }
    const help = 'Write the release of the API there, as in `version: 1.0.0`.'
    this.#tell('info-version-missing', at, 'The contract has no `info.version`', help)
    return ''
  }

  readonly #tell: Tell = (rule, { file, pointer, place, subject }, message, help, severity = 'error') => {
    const { identity, entry } = this.#source
    const fingerprint = this.#fingerprint({ rule, ...semanticParts(identity, entry, file, pointer), subject })
    this.findings.push({ rule, severity, message, place, fingerprint, help })
  }
}

/** `Contract.digest` */
export function digestOf(files: ReadonlyMap<string, { readonly blob: string }>): string {
  const hash = createHash('sha256')
  for (const path of [...files.keys()].sort(compareText)) hash.update(`${path}\0${files.get(path)?.blob}\n`)
  return hash.digest('hex')
}
