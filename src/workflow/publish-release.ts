import { markdownMessage } from '../base/escaping.ts'
import type { OutputFile } from '../base/tree.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { PlannedRelease } from '../release/plan.ts'
import { sourceOf } from '../review/side.ts'
import { makeSdks, type SdkAsset } from '../sdk/sdk.ts'
import type { ReleaseDesk } from './release-main.ts'

/**
 * Tag, release page, then assets: clients first and the contract last, so that a release with its contract is complete and nothing
 * of it is made again. A client that cannot be made is a sentence on the page, not a release that fails.
 */
export async function publishRelease(planned: PlannedRelease, commit: string, desk: ReleaseDesk): Promise<void> {
  const { forge, repository } = desk
  const { api, semver, tag, changelog } = planned
  await repository.tag(tag, commit, `${api} ${semver}`)
  const contractName = `${api}-${semver}.openapi.json`
  if ((await forge.release(tag))?.assets.includes(contractName)) return

  const bundle = await bundleOf(planned, commit, desk)
  const { assets, notes } = bundle
    ? await makeSdks({ api, version: planned.version, semver, bundle }, desk.toolchain)
    : { assets: [], notes: [] }
  const clients =
    notes.length > 0 ? `\n## Clients\n\n${notes.map((note) => `- ${markdownMessage(note)}\n`).join('')}` : ''
  const body = `${changelog.trimEnd()}\n${clients}`
  const release = await forge.ensureRelease({ tag, commit, title: `${api} ${semver}`, body })
  for (const asset of [...assets, ...contractAsset(contractName, bundle)]) await forge.ensureAsset(release.id, asset)
}

function contractAsset(name: string, bundle: OutputFile | null): readonly SdkAsset[] {
  if (!bundle) return []
  const content = typeof bundle.content === 'string' ? new TextEncoder().encode(bundle.content) : bundle.content
  return [{ name, contentType: 'application/json', content }]
}

/** The released contract as one file; `null` where it cannot be read, which the plan has said. */
async function bundleOf(planned: PlannedRelease, commit: string, desk: ReleaseDesk): Promise<OutputFile | null> {
  const source = await contractOf(planned, commit, desk)
  return source && (await desk.judge.bundle(source)).file
}

async function contractOf(
  planned: PlannedRelease,
  commit: string,
  { repository }: ReleaseDesk,
): Promise<ContractSource | null> {
  const tree = await repository.tree(commit)
  for (const root of catalogRoots(tree)) {
    const { catalog } = await readCatalog(tree, root)
    // Two catalogs may have an API of one name, never a contract of one path.
    if (catalog?.apis.get(planned.api)?.versions.get(planned.version)?.contract === planned.contract)
      return await sourceOf({ tree, catalog }, planned.api, planned.version)
  }
  return null
}
