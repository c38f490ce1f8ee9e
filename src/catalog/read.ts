/**
 * Reading a catalog: survey the tree for files of the known kinds, check each file by itself, put the values together, then check
 * what refers to what. Whatever is wrong becomes a finding with a place; one bad file takes itself out of the catalog and nothing
 * else. A file's answer depends on its blob alone and is remembered, so reading a catalog again costs what changed in it.
 */
import { compareFindings, compareText, type Finding } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import type { Place, Pointer } from '../base/place.ts'
import type { Tree } from '../base/tree.ts'
import type { Api, Catalog, CatalogReading, Exposure } from './catalog.ts'
import { type CatalogMemo, type CheckedFile, catalogMemo, checkFiles } from './checked-file.ts'
import { findContract, type Listing, listingOf, semverFault } from './contract-entry.ts'
import type { Fault } from './fault.ts'
import { adoptionKind } from './kinds/adoption.ts'
import { type ApiAlone, apiKind } from './kinds/api.ts'
import { catalogKind } from './kinds/catalog.ts'
import { consumerKind } from './kinds/consumer.ts'
import { environmentKind } from './kinds/environment.ts'
import { exceptionKind } from './kinds/exception.ts'
import { exposureKind } from './kinds/exposure.ts'
import type { Kind } from './kinds/kind.ts'
import { planKind } from './kinds/plan.ts'
import { subscriptionKind } from './kinds/subscription.ts'
import { teamKind } from './kinds/team.ts'
import { below, pathOf, surveyLayout } from './layout.ts'
import { referenceRules } from './references/index.ts'

export { catalogRoots } from './layout.ts'

/** A fault and the file it is in. */
type PlacedFault = Fault & { readonly file: string; readonly place?: Place }

/** Bases and heads of all proposals share most of their files. */
const shared = catalogMemo()

/** A review and a release ask for the same catalog several times over; a tree never changes, so one reading serves them all. */
const readings = new WeakMap<Tree, Map<string, Promise<CatalogReading>>>()

/**
 * The catalog whose `apigov.yaml` stands in `root` (`''`: the root of the tree), with every finding about its files and the references
 * between them. Throws only what `tree.read` throws.
 */
export function readCatalog(tree: Tree, root: string, memo: CatalogMemo = shared): Promise<CatalogReading> {
  if (memo !== shared) return read(tree, root, memo)
  const byRoot = readings.get(tree) ?? new Map<string, Promise<CatalogReading>>()
  readings.set(tree, byRoot)
  const reading = byRoot.get(root) ?? read(tree, root, memo)
  byRoot.set(root, reading)
  reading.catch(() => byRoot.delete(root)) // what could not be read now may be readable later
  return reading
}

async function read(tree: Tree, root: string, memo: CatalogMemo): Promise<CatalogReading> {
  const layout = surveyLayout(tree, root)
  const files = await checkFiles(tree, root, layout.files, memo)
  const faults: PlacedFault[] = [
    ...layout.misplaced,
    ...files.flatMap(({ path, faults }) => faults.map((fault) => ({ ...fault, file: path }))),
  ]
  const catalog = assemble(tree, root, files, faults)
  if (catalog) checkReferences(tree, catalog, faults)
  else if (!tree.entries.has(below(root, catalogKind.path))) faults.push(noSettings(root))
  return { catalog, findings: findingsOf(faults, root, catalog, placer(files)) }
}

/** Puts the values together; a version whose contract is not found adds to `faults`. */
function assemble(tree: Tree, root: string, files: readonly CheckedFile[], faults: PlacedFault[]): Catalog | null {
  const values = shelves(files)
  const [settings] = values(catalogKind).values()
  if (!settings) return null
  const listing = listingOf(tree)
  const exposures = Map.groupBy(values(exposureKind), ([path]) => path.slice(0, path.lastIndexOf('/environments/')))
  const apis = [...values(apiKind).values()].map((api) => {
    const own = (exposures.get(api.folder) ?? []).map(([, exposure]) => exposure)
    return whole(api, own, tree, listing, (fault) => faults.push({ ...fault, file: api.file }))
  })
  const subscriptions = [...values(subscriptionKind).values()]
  return {
    root,
    settings,
    apis: byId(apis),
    environments: byId(values(environmentKind).values()),
    teams: byId(values(teamKind).values()),
    consumers: byId(values(consumerKind).values()),
    plans: byId(values(planKind).values()),
    subscriptions: sorted(subscriptions.map((value) => [`${value.api}/${value.consumer}`, value])),
    exceptions: byId(values(exceptionKind).values()),
    adoptions: byId(values(adoptionKind).values()),
    place: placer(files),
  }
}

/** The values of each kind by the path of their file. */
function shelves(files: readonly CheckedFile[]): <Value>(kind: Kind<Value>) => Map<string, Value> {
  const byKind = Map.groupBy(files, ({ kind }) => kind)
  return <Value>(kind: Kind<Value>) => {
    const ofKind = (byKind.get(kind) ?? []) as CheckedFile<Value>[]
    return new Map(ofKind.flatMap(({ path, value }) => (value === null ? [] : [[path, value] as const])))
  }
}

function whole(
  api: ApiAlone,
  exposures: readonly Exposure[],
  tree: Tree,
  listing: Listing,
  report: (fault: Fault) => void,
): Api {
  const versions = [...api.versions].map(([name, version]) => {
    const { contract, fault } = findContract(tree, listing, api.folder, version)
    for (const each of [fault, semverFault(version, contract)]) if (each) report(each)
    return [name, { ...version, contract }] as const
  })
  return {
    ...api,
    versions: new Map(versions),
    exposures: sorted(exposures.map((exposure) => [exposure.environment, exposure])),
  }
}

function checkReferences(tree: Tree, catalog: Catalog, faults: PlacedFault[]): void {
  const has = (kind: Kind, names: Readonly<Record<string, string>>) =>
    tree.entries.get(pathOf(kind, catalog.root, names))?.kind === 'file'
  for (const rule of referenceRules) rule.check({ catalog, has }, (fault) => faults.push({ ...fault, rule: rule.id }))
}

function noSettings(root: string): PlacedFault {
  const file = below(root, catalogKind.path)
  const message = `There is no \`${file}\`, so this folder is not a catalog`
  return {
    rule: 'catalog-missing',
    file,
    pointer: '',
    message,
    help: 'Run `apigov init` in an empty folder to get one.',
  }
}

function findingsOf(
  faults: readonly PlacedFault[],
  root: string,
  catalog: Catalog | null,
  place: (file: string, pointer: Pointer) => Place,
): Finding[] {
  const print = fingerprinter()
  return faults
    .map(({ rule, file, pointer, message, help, place: own }): Finding => {
      // Names are paths, so the path below the root is what the finding is about, not where it happens to stand.
      const subject = `${file.slice(below(root, '').length)}#${pointer}`
      return {
        rule,
        severity: 'error',
        message,
        place: rule === 'catalog-missing' ? null : (own ?? place(file, pointer)),
        fingerprint: print({ rule, catalog: catalog?.settings.catalog, pointer: subject }),
        ...(help === undefined ? {} : { help }),
      }
    })
    .sort(compareFindings)
}

/** Places in the files that were read; of any other file its beginning. */
function placer(files: readonly CheckedFile[]): (file: string, pointer: Pointer) => Place {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return (file, pointer) => byPath.get(file)?.place(pointer) ?? { file, line: 1, column: 1 }
}

function byId<Value extends { readonly id: string }>(values: Iterable<Value>): Map<string, Value> {
  return sorted([...values].map((value) => [value.id, value]))
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Map<string, Value> {
  return new Map(entries.toSorted(([a], [b]) => compareText(a, b)))
}
