/** Existing contracts as the APIs of a catalog. */
import { compareText } from '../base/finding.ts'
import { valueAt } from '../base/place.ts'
import type { OutputFile } from '../base/tree.ts'
import type { Contract, ContractSource } from '../contract/contract.ts'
import { namePattern } from './shapes.ts'

export interface ForeignContract {
  readonly contract: Contract
  readonly source: ContractSource
}

/** Where a contract will stand. */
export interface Berth {
  readonly api: string
  readonly version: string
  /** `apis/payments/v2` */
  readonly folder: string
}

/**
 * Where each of the contracts will stand: the API is named by the title, its version by the major of `info.version` (`v1` where that is no
 * semver). Of one title and several majors one API with several versions is made; of one title and one major as many APIs as there are
 * contracts, numbered: `payments`, `payments-2`.
 */
export function berths(contracts: readonly Contract[]): readonly Berth[] {
  const taken = new Set<string>()
  return contracts.map((contract) => {
    const [name, version] = [nameOf(contract), lineOf(contract)]
    let api = name
    for (let number = 2; taken.has(`${api}/${version}`); number++) api = numbered(name, number)
    taken.add(`${api}/${version}`)
    return { api, version, folder: `apis/${api}/${version}` }
  })
}

/** `api.yaml` and the files of each contract, in the place that was found for it. */
export function adopt(
  contracts: readonly (ForeignContract & { readonly berth: Berth })[],
  owner: string,
): readonly OutputFile[] {
  return [...Map.groupBy(contracts, ({ berth }) => berth.api)].flatMap(([api, versions]) => {
    const inOrder = versions.toSorted((a, b) => compareText(a.berth.version, b.berth.version))
    const files = inOrder.flatMap(({ contract, source, berth }) =>
      [...contract.files.keys()].flatMap((path): OutputFile[] => {
        const bytes = source.files.get(path)?.bytes
        return bytes ? [{ path: `${berth.folder}/${path}`, content: bytes }] : []
      }),
    )
    return [{ path: `apis/${api}/api.yaml`, content: apiYaml(inOrder, owner) }, ...files]
  })
}

/** Says of the contracts that they come as they are, until the day `expires` (`YYYY-MM-DD`). */
export function adoptionFile(placed: readonly Berth[], name: string, expires: string): OutputFile {
  const contracts = placed.map(({ api, version }) => `  - ${api}/${version}\n`).sort(compareText)
  return {
    path: `adoptions/${name}.yaml`,
    content: `# yaml-language-server: $schema=../.apigov/schemas/adoption.json
#
# What lint finds in these contracts is known, so that they can be merged as they are. After that the base branch
# says what is known, and this file may go.
reason: These contracts were there before the rules.
expires: ${expires}
contracts:
${contracts.join('')}`,
  }
}

function apiYaml(versions: readonly { readonly contract: Contract; readonly berth: Berth }[], owner: string): string {
  const newest = versions.at(-1)?.contract
  const lines = versions.map(({ contract, berth }) => {
    // Named `openapi.*` it is found without being named.
    const entry = /^openapi\.[a-z]+$/.test(contract.entry) ? '' : `, contract: ${JSON.stringify(contract.entry)}`
    return `  ${berth.version}: { state: published${entry} }`
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

function numbered(name: string, number: number): string {
  return `${name.slice(0, 62 - String(number).length).replace(/-$/, '')}-${number}`
}

function lineOf({ semver }: Contract): string {
  return `v${/^(\d{1,4})\.\d+\.\d+/.exec(semver)?.[1] ?? 1}`
}
