import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../base/errors.ts'
import type { Tree } from '../base/tree.ts'
import { contractSource } from '../catalog/contract-source.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import type { Judge } from '../review/judge.ts'
import type { AskOpinions, ContractOpinion, OpinionQuestion } from '../review/opinions.ts'
import type { ContractReview, Review } from '../review/review.ts'

/** Nobody waits longer for what decides nothing. */
const patience = 5_000

/** What another tool says of each OpenAPI contract that a review compared. Never throws, and never takes longer than five seconds. */
export async function secondOpinionsOn(
  { contracts }: Review,
  { base, head }: { readonly base: Tree | null; readonly head: Tree },
  judge: Judge,
  ask: AskOpinions,
): Promise<readonly ContractOpinion[]> {
  const compared = contracts.filter(({ kind, diff }) => kind === 'openapi' && diff !== null && diff.changes.length > 0)
  if (base === null || compared.length === 0) return []
  const settled = new AbortController()
  const none = (because: string) =>
    compared.map((contract) => ({
      contract: nameOf(contract),
      opinion: { tool: 'openapi-diff', outcome: 'none', because } as const,
    }))
  const asked = questionsOn(compared, { base, head }, judge)
    .then(ask)
    .then((opinions) => opinions.map((opinion, index) => ({ contract: nameOf(compared[index]), opinion })))
    .catch((error: unknown) => none(messageOf(error)))
  const late = setTimeout(patience, none(`it took longer than ${patience / 1000} s`), { signal: settled.signal })
  try {
    return await Promise.race([asked, late])
  } finally {
    settled.abort()
    late.catch(() => {})
  }
}

async function questionsOn(
  contracts: readonly ContractReview[],
  { base, head }: { readonly base: Tree; readonly head: Tree },
  judge: Judge,
): Promise<readonly OpinionQuestion[]> {
  return await Promise.all(
    contracts.map(async (contract) => ({
      base: await bundled(base, contract, judge),
      revision: await bundled(head, contract, judge),
      breaking: contract.diff?.breaking === true,
    })),
  )
}

async function bundled(tree: Tree, contract: ContractReview, judge: Judge): Promise<string> {
  for (const root of catalogRoots(tree)) {
    const { catalog } = await readCatalog(tree, root)
    if (catalog?.settings.catalog !== contract.catalog) continue
    const api = catalog.apis.get(contract.api)
    const version = api?.versions.get(contract.version)
    const source = api && version ? await contractSource(tree, catalog, api, version) : null
    const file = source && (await judge.bundle(source)).file
    if (file) return String(file.content)
  }
  throw new Error(`\`${nameOf(contract)}\` cannot be read on both sides`)
}

function nameOf(contract: ContractReview | undefined): string {
  return contract === undefined ? '' : `${contract.api}/${contract.version}`
}
