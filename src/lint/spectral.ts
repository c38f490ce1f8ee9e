/**
 * Spectral, fed from memory: values, references and positions are the contract's own, so it opens and fetches nothing, and its
 * findings stand where ours do. Loading it takes 300 ms and 50 MB: import this file only where a ruleset asks for it.
 */
import type { ISpectralDiagnostic, Ruleset } from '@stoplight/spectral-core'
import { Resolver } from '@stoplight/spectral-ref-resolver'
import type { Finding, Severity } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import { pointerTo } from '../base/place.ts'
import type { Contract } from '../contract/contract.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'
import { crash } from './house.ts'
import type { SpectralPart } from './load-ruleset.ts'
import { judgeDocument, RuleFailed } from './spectral/judge-document.ts'
import { compileRuleset, firstOf, sentence } from './spectral-ruleset.ts'

/** Findings of the Spectral part of a ruleset. Throws an `ApigovError` where Spectral cannot compile it. */
export async function lintBySpectral(contract: Contract, part: SpectralPart): Promise<Finding[]> {
  const fingerprint = fingerprinter()
  const at = (file: string, pointer: string) => semanticPartsOf(contract, file, pointer)
  const ruleset = compiledOnce(part)
  try {
    const results = await judgeDocument(documentOf(contract), resolverOver(contract), ruleset)
    return results.filter(isAboutContract).map((result) => {
      const { file, pointer } = whereabouts(contract, result)
      const rule = String(result.code)
      return {
        rule,
        severity: severities[result.severity] ?? 'error',
        message: sentence(result.message),
        place: asWritten(contract, file)?.place(pointer) ?? null,
        fingerprint: fingerprint({ rule, ...at(file, pointer) }),
        ...helpOf(result),
      }
    })
  } catch (thrown) {
    const root = { file: contract.entry, pointer: '' }
    return [
      crash(
        contract,
        thrown instanceof RuleFailed ? `The rule \`${thrown.rule}\`` : 'A rule of the ruleset',
        root,
        rootOf(firstOf(thrown)),
        fingerprint({ rule: 'rule-crashed', ...at(root.file, '') }),
      ),
    ]
  }
}

/** A thread judges many contracts by one ruleset. */
let latest: { readonly text: string; readonly ruleset: Ruleset } | undefined

function compiledOnce(part: SpectralPart): Ruleset {
  const text = JSON.stringify(part)
  if (latest?.text !== text) latest = { text, ruleset: compileRuleset(part) }
  return latest.ruleset
}

const severities: readonly Severity[] = ['error', 'warning', 'info', 'info']

/** A page of the ruleset's own; the one page about all of `spectral:oas` would help nobody. */
function helpOf({ documentationUrl: url }: ISpectralDiagnostic): { help?: string } {
  return url === undefined || url.startsWith('https://meta.stoplight.io/') ? {} : { help: `See ${url}.` }
}

/** Reading the contract has judged its references already, and by stricter rules. */
function isAboutContract({ code }: ISpectralDiagnostic): boolean {
  return code !== 'invalid-ref' && code !== 'parser' && code !== 'unrecognized-format'
}

/** Rulesets speak of the language a contract is written in. */
function asWritten(contract: Contract, path: string) {
  const file = contract.files.get(path)
  return file?.written ?? file
}

/** Files are known to Spectral by absolute paths, so that it never asks for the working directory. */
function documentOf(contract: Contract) {
  return { data: asWritten(contract, contract.entry)?.value, source: `/${contract.entry}` }
}

function resolverOver(contract: Contract): Resolver {
  return new Resolver({
    resolvers: {
      file: {
        async resolve(uri: { path(): string }) {
          const path = decodeURIComponent(uri.path()).replace(/^\//, '')
          const file = asWritten(contract, path)
          if (!file) throw new Error(`\`${path}\` is not a file of the contract`)
          return JSON.stringify(file.value)
        },
      },
    },
  })
}

function whereabouts(contract: Contract, { source, path }: ISpectralDiagnostic): { file: string; pointer: string } {
  const file = source?.replace(/^\//, '')
  if (file === undefined || !contract.files.has(file)) return { file: contract.entry, pointer: '' }
  return { file, pointer: pointerTo('', ...path) }
}

/** Spectral and the JSONPath engine each wrap what a function threw. */
function rootOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown
}
