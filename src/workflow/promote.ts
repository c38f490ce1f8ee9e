import { isScalar, parseDocument } from 'yaml'
import type { PlannedPromotion } from '../release/plan.ts'
import type { ReleaseDesk } from './release-main.ts'

/**
 * Opens the one-line proposal that pins an environment to a release, or brings it up to date. Main decides: a pin it has already is
 * left.
 */
export async function promote(
  { environment, api, version, from, to, file }: PlannedPromotion,
  main: { readonly branch: string; readonly commit: string },
  { forge, repository }: ReleaseDesk,
): Promise<void> {
  const tree = await repository.tree(main.commit)
  if (tree.entries.get(file)?.kind !== 'file') return
  const text = new TextDecoder().decode(await tree.read(file))
  const pin = parseDocument(text).getIn(['versions', version], true)
  if (!isScalar(pin) || !pin.range || pin.value !== from) return
  // One value is replaced in the text: whoever reads the proposal sees one line, and the comments in the file are somebody's.
  const [start, end] = pin.range
  await forge.ensureProposal({
    branch: `apigov/promote/${environment}/${api}/${version}`,
    base: main.branch,
    title: `Promote ${api} ${to} to ${environment}`,
    body: `\`${environment}\` serves ${api} ${from}; ${to} has been released.\n\nMerging this serves it there; its revert is the rollback.\n`,
    files: [{ path: file, content: text.slice(0, start) + to + text.slice(end) }],
  })
}
