/**
 * Spectral, fed from memory: values, references and positions are the contract's own, so it opens and fetches nothing, and its
 * findings stand where ours do. Import this file only where a ruleset asks for it: loading it is most of what a small contract costs.
 */
import type { ISpectralDiagnostic, ParserOptions, Ruleset } from '@stoplight/spectral-core'
import type { Resolver } from '@stoplight/spectral-ref-resolver'
import type { Finding, Severity } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import { pointerTo } from '../base/place.ts'
import type { Contract } from '../contract/contract.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'
import { compiledFor } from './compiled-rulesets.ts'
import { crash } from './house.ts'
import { type KeySeverities, keyFindings } from './key-findings.ts'
import type { Modules } from './modules.ts'
import { judgeDocument } from './spectral/judge-document.ts'
import { core, part } from './spectral/packages.ts'
import { RuleFailed } from './spectral/watched.ts'
import { type SpectralPart, sourceOf } from './spectral-part.ts'
import { firstOf, rulesetForContract, sentence } from './spectral-ruleset.ts'

/** Findings of the Spectral part of a ruleset. Throws an `ApigovError` where Spectral cannot compile it. */
export async function lintBySpectral(contract: Contract, part: SpectralPart, modules?: Modules): Promise<Finding[]> {
  const fingerprint = fingerprinter()
  const at = (file: string, pointer: string) => semanticPartsOf(contract, file, pointer)
  const entry = asWritten(contract, contract.entry)
  const compiled = compiledFor(part, entry?.value)
  const ruleset = rulesetForContract(compiled, contract.entry, part)
  try {
    const opened = new Set<string>()
    const open = (path: string) => {
      opened.add(path)
      return asWritten(contract, path)
    }
    const results = await judgeDocument(documentOf(contract, open), () => resolverOver(open), ruleset)
    const findings = results.filter(isAboutContract).map((result) => {
      const { file, pointer } = whereabouts(contract, result)
      const rule = String(result.code)
      return {
        rule,
        severity: severities[result.severity] ?? 'error',
        message: sentence(result.message),
        place: asWritten(contract, file)?.place(pointer) ?? null,
        pointer,
        fingerprint: fingerprint({ rule, ...at(file, pointer) }),
        ...helpOf(result),
      }
    })
    return [...findings, ...keyFindings(contract, keySeveritiesIn(ruleset), opened)]
  } catch (thrown) {
    const root = { file: contract.entry, pointer: '' }
    const { who, cause } = failureOf(thrown, part, modules)
    return [crash(contract, who, root, cause, fingerprint({ rule: 'rule-crashed', ...at(root.file, '') }))]
  }
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'info']

function keySeveritiesIn({ parserOptions }: Ruleset): KeySeverities {
  const severityOf = (setting: ParserOptions[keyof ParserOptions]) =>
    severities[core.getDiagnosticSeverity(setting)] ?? 'off'
  return {
    incompatibleValues: severityOf(parserOptions.incompatibleValues),
    duplicateKeys: severityOf(parserOptions.duplicateKeys),
  }
}

/** A page of the ruleset's own; the one page about all of `spectral:oas` would help nobody. */
function helpOf({ documentationUrl: url }: ISpectralDiagnostic): { help?: string } {
  return url === undefined || url.startsWith('https://meta.stoplight.io/') ? {} : { help: `See ${url}.` }
}

/** Reading the contract has judged its references already, and by stricter rules. */
function isAboutContract({ code }: ISpectralDiagnostic): boolean {
  return code !== 'invalid-ref' && code !== 'unrecognized-format'
}

/** Rulesets speak of the language a contract is written in. */
function asWritten(contract: Contract, path: string) {
  const file = contract.files.get(path)
  return file?.written ?? file
}

type Open = (path: string) => ReturnType<typeof asWritten>

/** Files are known to Spectral by absolute paths, so that it never asks for the working directory. */
function documentOf(contract: Contract, open: Open) {
  return {
    data: asWritten(contract, contract.entry)?.value,
    source: sourceOf(contract.entry),
    fileAt: (path: string) => open(path.replace(/^\//, ''))?.value,
  }
}

function resolverOver(open: Open): Resolver {
  const spectrals = part<{ readonly Resolver: typeof Resolver }>('resolver', '@stoplight/json-ref-resolver')
  return new spectrals.Resolver({
    resolvers: {
      file: {
        async resolve(uri: { path(): string }) {
          const path = decodeURIComponent(uri.path()).replace(/^\//, '')
          const file = open(path)
          if (!file) throw new Error(`\`${path}\` is not a file of the contract`)
          return JSON.stringify(file.value)
        },
      },
    },
  })
}

function whereabouts(contract: Contract, { source, path }: ISpectralDiagnostic): { file: string; pointer: string } {
  // Without a source it is a place in the entry, on the way to what Spectral cannot find again.
  const file = source?.replace(/^\//, '') ?? contract.entry
  if (!contract.files.has(file)) return { file: contract.entry, pointer: '' }
  return { file, pointer: pointerTo('', ...path) }
}

/** Which rule and function it was. Spectral and the JSONPath engine each wrap what a function threw. */
function failureOf(thrown: unknown, { name }: SpectralPart, modules: Modules | undefined) {
  let rule: string | undefined
  let functionName: string | null = null
  let cause = firstOf(thrown)
  // Inside of what a function threw is its own business.
  while (functionName === null) {
    if (cause instanceof RuleFailed) ({ rule, functionName } = cause)
    if (!(cause instanceof Error) || cause.cause === undefined) break
    cause = firstOf(cause.cause)
  }
  const place = modules?.placeOf(cause) ?? null
  const where = place ? `, ${place.file}:${place.line}` : ''
  const whose = functionName === null ? '' : ` (function \`${functionName}\`${where})`
  return { who: `${rule === undefined ? 'A rule' : `The rule \`${rule}\``} of \`${name}\`${whose}`, cause }
}
