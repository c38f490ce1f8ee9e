import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import spectralCore, { type IRuleResult, type RulesetDefinition } from '@stoplight/spectral-core'
import spectralParsers from '@stoplight/spectral-parsers'
import { Resolver } from '@stoplight/spectral-ref-resolver'
import { pointerTo } from '#base/place.ts'
import type { Contract } from '#contract/contract.ts'
import { lint } from '#lint/lint.ts'
import type { Ruleset } from '#lint/ruleset.ts'

/** `file:line:column severity rule`, sorted, each once. */
export type Findings = readonly string[]

/** What our lint finds, as places: how Spectral words a finding depends on the way it came, and is compared elsewhere. */
export async function found(contract: Contract, ruleset: Ruleset): Promise<Findings> {
  const findings = await lint(contract, ruleset)
  return sorted(
    findings.map(({ place, severity, rule }) => `${place?.file}:${place?.line}:${place?.column} ${severity} ${rule}`),
  )
}

/**
 * What Spectral finds through its front door, as its command line asks: parsed, resolved and walked by itself. It is wrong about
 * nothing here by definition, but for what it says of documents rather than of contracts.
 */
export async function foundBySpectral(
  contract: Contract,
  file: string,
  folder: string,
  definition: RulesetDefinition,
): Promise<Findings> {
  const spectral = new spectralCore.Spectral({ resolver: new Resolver({ resolvers: { file: { resolve: fromDisk } } }) })
  spectral.setRuleset(
    new spectralCore.Ruleset(definition, { severity: 'recommended', source: `${folder}/ruleset.yaml` }),
  )
  const results = await spectral.run(new spectralCore.Document(readFileSync(file, 'utf8'), spectralParsers.Yaml, file))
  return sorted(results.filter(isAboutContract).map((result) => written(contract, folder, result)))
}

async function fromDisk(uri: { path(): string }): Promise<string> {
  return readFileSync(decodeURIComponent(uri.path()), 'utf8')
}

function isAboutContract({ code }: IRuleResult): boolean {
  return code !== 'parser' && code !== 'unrecognized-format' && code !== 'invalid-ref'
}

const severities = ['error', 'warning', 'info', 'info']

function written(contract: Contract, folder: string, { source, path, severity, code }: IRuleResult): string {
  const name = source === undefined ? contract.entry : relative(folder, source)
  const file = contract.files.get(name)
  const place = file ? file.place(pointerTo('', ...path)) : contract.files.get(contract.entry)?.place('')
  return `${place?.file}:${place?.line}:${place?.column} ${severities[severity]} ${code}`
}

function sorted(lines: readonly string[]): Findings {
  return [...new Set(lines)].sort()
}
