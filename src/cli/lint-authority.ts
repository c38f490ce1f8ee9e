/**
 * Of the catalog around a contract what lint asks it: what it permits, and whether what the base has is known. A catalog of a thousand APIs
 * is not read for that, only the few files that say it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultLimits } from '../base/document.ts'
import { type Tree, treeOf } from '../base/tree.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { below } from '../catalog/layout.ts'
import { readCatalog } from '../catalog/read.ts'
import type { ContractChange, ProposalView } from '../policy/check.ts'
import { bareCircumstances } from '../policy/circumstances.ts'
import { membershipOf } from './contract-identity.ts'

/**
 * Shows each contract as policy sees one of a proposal: what the folder changes against `base`, which nobody has agreed to yet. One of no
 * catalog is asked nothing.
 */
export function proposalsIn(
  folder: string,
  base: Tree | null,
  now: string,
): (entry: string, lint: ContractChange['lint']) => Promise<ProposalView> {
  const parts = new Map<string, Promise<Part>>()
  return async (entry, lint) => {
    const { root, api, version } = membershipOf(entry) ?? { root: null, api: '', version: '' }
    // Who owns an API is asked only where a contract brings exceptions of its own.
    const apis = root !== null && (lint.head?.ignores.length ?? 0) > 0 ? [below(root, `apis/${api}/api.yaml`)] : []
    const name = JSON.stringify([root, apis])
    const part = parts.get(name) ?? (root === null ? noPart : partsOf(folder, base, root, apis))
    parts.set(name, Promise.resolve(part))
    return {
      ...(await part),
      headCommit: '',
      contracts: new Map([[`${api}/${version}`, { base: null, head: null, diff: null, lint }]]),
      circumstances: bareCircumstances(now),
    }
  }
}

type Part = Pick<ProposalView, 'base' | 'head' | 'changedFiles'>

async function partsOf(folder: string, base: Tree | null, root: string, apis: readonly string[]): Promise<Part> {
  const files = [below(root, 'apigov.yaml'), ...apis]
  const folders = ['adoptions', 'exceptions', 'teams'].map((name) => below(root, name))
  const head = await partOnDisk(folder, [...files, ...(await filesIn(folder, folders))])
  const before = base && partOf(base, files, folders)
  const catalog = await catalogOf(head, root)
  if (catalog === null) return noPart
  const isChanged = (path: string) => before?.entries.get(path)?.blob !== head.entries.get(path)?.blob
  return {
    base: before && (await catalogOf(before, root)),
    head: catalog,
    changedFiles: [...head.entries.keys()].filter(isChanged),
  }
}

const noPart: Part = {
  base: null,
  head: {
    root: '',
    settings: {
      file: '',
      catalog: '',
      environments: [],
      shared: null,
      review: { board: null, failOn: 'error', known: 'baseline' },
      compatibility: {},
      plugins: new Map(),
      maxContractBytes: defaultLimits.maxBytes,
    },
    apis: new Map(),
    environments: new Map(),
    teams: new Map(),
    consumers: new Map(),
    plans: new Map(),
    subscriptions: new Map(),
    exceptions: new Map(),
    adoptions: new Map(),
    place: (file) => ({ file, line: 1, column: 1 }),
  },
  changedFiles: [],
}

async function catalogOf(tree: Tree, root: string): Promise<Catalog | null> {
  return (await readCatalog(tree, root)).catalog
}

function partOf(tree: Tree, files: readonly string[], folders: readonly string[]): Tree {
  const isWanted = (path: string) => files.includes(path) || folders.some((folder) => path.startsWith(`${folder}/`))
  return { ...tree, entries: new Map([...tree.entries].filter(([path]) => isWanted(path))) }
}

async function partOnDisk(folder: string, paths: readonly string[]): Promise<Tree> {
  const files = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(folder, path)).catch(() => null)] as const),
  )
  return treeOf(Object.fromEntries(files.flatMap(([path, content]) => (content ? [[path, content]] : []))), folder)
}

async function filesIn(folder: string, folders: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    folders.map(async (path) => {
      const names = await readdir(join(folder, path)).catch(() => [])
      return names.map((name) => `${path}/${name}`)
    }),
  )
  return lists.flat()
}
