/**
 * Client libraries for a release: values in, archives out. A contract that is one file already is hardened (`harden.ts`), said in
 * OpenAPI 3.0 (`lower.ts`), and handed with a language's options (`targets/`) to a `Toolchain`; what comes back is packed
 * (`archive.ts`). To add a language is one file in `targets/`, its test, and one line in `targets/index.ts`.
 *
 * A client that cannot be made is a note in the release, never a release that fails.
 */
import { load } from 'js-yaml'
import { valid } from 'semver'
import type { OutputFile } from '../base/tree.ts'
import type { Json } from '../contract/contract.ts'
import { tarGz } from './archive.ts'
import { harden } from './harden.ts'
import { isObject } from './json.ts'
import { lowerTo30 } from './lower.ts'
import type { SdkPackage, SdkTarget } from './target.ts'
import { sdkTargets } from './targets/index.ts'
import type { SdkRequest, SdkResult, Toolchain } from './toolchain.ts'

export interface SdkRelease {
  /** Its name in the catalog, `payments`. */
  readonly api: string
  /** The major line, `v2`: it names nothing in the packages, whose semver says it. */
  readonly version: string
  readonly semver: string
  /** The contract as one OpenAPI 3 file, JSON or YAML, whose `$ref`s stay inside it. */
  readonly bundle: OutputFile
}

export interface PlannedSdk {
  readonly target: SdkTarget
  readonly package: SdkPackage
  readonly request: SdkRequest
}

export interface SdkAsset {
  /** File name, `payments-client-2.3.1.tgz`. */
  readonly name: string
  readonly contentType: string
  readonly content: Uint8Array
}

/**
 * Makes a client in each language. `assets` are what could be made; `notes` are sentences for the release page (messages in the
 * sense of `markdownMessage`, to be escaped by it): which could not be made and why, what is left out, what was not checked. Equal
 * releases give equal bytes under the same toolchain. Never throws.
 */
export async function makeSdks(
  release: SdkRelease,
  toolchain: Toolchain,
): Promise<{ readonly assets: readonly SdkAsset[]; readonly notes: readonly string[] }> {
  const { sdks, notes } = planSdks(release)
  const results = await toolchain.generate(sdks.map(({ request }) => request))
  const made = sdks.map((sdk, index) => ({ sdk, result: results[index] ?? forgotten }))
  return {
    assets: made.flatMap(({ sdk, result }) => (result.made ? [packed(sdk, result.files)] : [])),
    notes: [...notes, ...reasonsOf(made), ...made.flatMap(({ result }) => (result.made ? result.notes : []))],
  }
}

/** What is asked of the toolchain for a release, one request a language; `notes` say what of the contract is not in it. */
export function planSdks(release: SdkRelease): {
  readonly sdks: readonly PlannedSdk[]
  readonly notes: readonly string[]
} {
  const { api, semver } = release
  const document = read(release.bundle)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(api))
    return { sdks: [], notes: [`No clients: the name ${quoted(api)} is no package name.`] }
  if (valid(semver) !== semver) return { sdks: [], notes: [`No clients: ${quoted(semver)} is no semantic version.`] }
  if (!isObject(document) || !/^3\.[01]\./.test(String(document['openapi'])))
    return { sdks: [], notes: ['No clients: the contract is not OpenAPI 3.0 or 3.1.'] }
  const { document: safe, left } = harden(document, `${api} API`, semver)
  const sdks = sdkTargets.map((target): PlannedSdk => {
    const sdk = target.naming(api, semver)
    const contract = JSON.stringify(lowerTo30(safe, target.unions))
    const { id, generator, check } = target
    const request = {
      target: id,
      generator,
      options: target.options(sdk),
      contract,
      overlay: target.overlay(sdk),
      check,
    }
    return { target, package: sdk, request }
  })
  const notes = left.map((path) => `The clients leave out ${quoted(path)}: its characters could be read as code.`)
  return { sdks, notes }
}

function packed({ target, package: sdk }: PlannedSdk, files: readonly OutputFile[]): SdkAsset {
  const kept = files.filter(({ path }) => target.keeps(path, sdk))
  return { name: sdk.archive, contentType: 'application/gzip', content: tarGz(sdk.folder, kept) }
}

/** One sentence a reason: with no Java, all languages fail alike. */
function reasonsOf(made: readonly { readonly sdk: PlannedSdk; readonly result: SdkResult }[]): string[] {
  const languages = new Map<string, string[]>()
  for (const { sdk, result } of made)
    if (!result.made) languages.set(result.reason, [...(languages.get(result.reason) ?? []), sdk.target.language])
  return [...languages].map(([reason, names]) => `No ${names.join(' or ')} client: ${reason}.`)
}

const forgotten: SdkResult = { made: false, reason: 'the toolchain gave no answer' }

function read({ content }: OutputFile): Json | undefined {
  try {
    // JSON is YAML, but a parser of its own reads it fifty times faster.
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content)
    return text.trimStart().startsWith('{') ? JSON.parse(text) : (load(text) as Json)
  } catch {
    return undefined
  }
}

/** For a sentence: nothing that breaks the line or reorders it. */
function quoted(text: string): string {
  return `\`${text.replace(/[\p{C}`]/gu, '').slice(0, 200)}\``
}
