import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import type { IRuleResult, RulesetDefinition } from '@stoplight/spectral-core'
import { pointerTo } from '#base/place.ts'
import type { Contract } from '#contract/contract.ts'
import { lint } from '#lint/lint.ts'
import type { Ruleset } from '#lint/ruleset.ts'
import '#lint/spectral/packages.ts' // before Spectral as it comes, which it would leave as it is

const require = createRequire(import.meta.url)

/** Spectral as it comes: copies of its own, of which our engine has touched nothing. */
export const { core, formats, functions, parsers, refResolver, rulesets } = untouched(() => ({
  core: require('@stoplight/spectral-core') as typeof import('@stoplight/spectral-core'),
  formats: require('@stoplight/spectral-formats') as typeof import('@stoplight/spectral-formats'),
  functions: require('@stoplight/spectral-functions') as typeof import('@stoplight/spectral-functions'),
  parsers: require('@stoplight/spectral-parsers') as typeof import('@stoplight/spectral-parsers'),
  refResolver: require('@stoplight/spectral-ref-resolver') as typeof import('@stoplight/spectral-ref-resolver'),
  rulesets: require('@stoplight/spectral-rulesets') as typeof import('@stoplight/spectral-rulesets'),
}))

function untouched<T>(load: () => T): T {
  const ours = { ...require.cache }
  const forget = () => {
    for (const path of Object.keys(require.cache)) delete require.cache[path]
  }
  forget()
  const copies = load()
  forget()
  Object.assign(require.cache, ours)
  return copies
}

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
  const spectral = new core.Spectral({
    resolver: new refResolver.Resolver({ resolvers: { file: { resolve: fromDisk } } }),
  })
  spectral.setRuleset(new core.Ruleset(definition, { severity: 'recommended', source: `${folder}/ruleset.yaml` }))
  const results = await spectral.run(new core.Document(readFileSync(file, 'utf8'), parsers.Yaml, file))
  return sorted(results.filter(isAboutContract).map((result) => written(contract, folder, result)))
}

async function fromDisk(uri: { path(): string }): Promise<string> {
  return readFileSync(decodeURIComponent(uri.path()), 'utf8')
}

function isAboutContract({ code }: IRuleResult): boolean {
  return code !== 'unrecognized-format' && code !== 'invalid-ref'
}

const severities = ['error', 'warning', 'info', 'info']

function written(contract: Contract, folder: string, { source, path, range, severity, code }: IRuleResult): string {
  const name = source === undefined ? contract.entry : relative(folder, source)
  if (code === 'parser')
    return `${name}:${range.start.line + 1}:${range.start.character + 1} ${severities[severity]} ${code}`
  const file = contract.files.get(name)
  const place = file ? file.place(pointerTo('', ...path)) : contract.files.get(contract.entry)?.place('')
  return `${place?.file}:${place?.line}:${place?.column} ${severities[severity]} ${code}`
}

function sorted(lines: readonly string[]): Findings {
  return [...new Set(lines)].sort()
}
