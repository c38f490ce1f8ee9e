/** Existing contracts as the APIs of a new catalog. */
import { compareText } from '../base/finding.ts'
import { valueAt } from '../base/place.ts'
import type { OutputFile } from '../base/tree.ts'
import type { Contract, ContractSource } from '../contract/contract.ts'
import { namePattern } from './shapes.ts'

export interface AdoptedContract {
  readonly contract: Contract
  readonly source: ContractSource
}

export interface Adoption {
  readonly files: readonly OutputFile[]
  /** `payments/v2`, where two of the contracts would stand. */
  readonly clash: string | null
}

/**
 * `api.yaml` and the files of each contract, where the catalog looks for them: the API is named by the title, its version by the major
 * of `info.version` (`v1` where that is no semver). Of one title and several majors one API with several versions is made.
 */
export function adopt(contracts: readonly AdoptedContract[], owner: string): Adoption {
  const placed = contracts.map((adopted) => ({
    ...adopted,
    api: nameOf(adopted.contract),
    version: lineOf(adopted.contract),
  }))
  const keys = placed.map(({ api, version }) => `${api}/${version}`)
  const clash = keys.find((key, index) => keys.indexOf(key) < index) ?? null
  const files: OutputFile[] = []
  for (const [api, versions] of Map.groupBy(placed, (each) => each.api)) {
    const inOrder = versions.toSorted((a, b) => compareText(a.version, b.version))
    files.push({ path: `apis/${api}/api.yaml`, content: apiYaml(inOrder, owner) })
    for (const { contract, source, version } of inOrder)
      for (const path of contract.files.keys()) {
        const bytes = source.files.get(path)?.bytes
        if (bytes) files.push({ path: `apis/${api}/${version}/${path}`, content: bytes })
      }
  }
  return { files, clash }
}

function apiYaml(
  versions: readonly { readonly contract: Contract; readonly version: string }[],
  owner: string,
): string {
  const newest = versions.at(-1)?.contract
  const lines = versions.map(({ contract, version }) => {
    // Named `openapi.*` it is found without being named.
    const entry = /^openapi\.[a-z]+$/.test(contract.entry) ? '' : `, contract: ${JSON.stringify(contract.entry)}`
    return `  ${version}: { state: published${entry} }`
  })
  return `# yaml-language-server: $schema=../../.apigov/schemas/api.json
title: ${JSON.stringify(newest?.title)}
summary: ${JSON.stringify(summaryOf(newest))}
owner: ${owner} # whoever approves changes: a team in teams/
visibility: internal # internal, partner or public
dataClass: internal # public, internal, confidential or restricted
versions:
${lines.join('\n')}
`
}

/** The first sentence of the description, else the title: an API without one could not be found. */
function summaryOf(contract: Contract | undefined): string {
  const description = valueAt(contract?.root, '/info/description')
  const lines = typeof description === 'string' ? description.split('\n').map((line) => line.trim()) : []
  const prose = lines.find((line) => line !== '' && !line.startsWith('#')) ?? ''
  return prose.split(/(?<=[.!?])\s/)[0] || `${contract?.title}.`
}

function nameOf({ title }: Contract): string {
  const words =
    title
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  const telling = words.length > 1 && words.at(-1) === 'api' ? words.slice(0, -1) : words
  const name = telling.join('-').slice(0, 63).replace(/-$/, '')
  return namePattern.test(name) ? name : 'api'
}

function lineOf({ semver }: Contract): string {
  return `v${/^(\d{1,4})\.\d+\.\d+/.exec(semver)?.[1] ?? 1}`
}
