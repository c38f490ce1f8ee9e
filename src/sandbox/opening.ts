/** How a pull request comes to be, and comes back: its head found, its commits fetched, its event sent. */
import { type Actor, accountOfActor, levelOf } from './access.ts'
import { invalid } from './answer.ts'
import { announcePull } from './events.ts'
import { revParse } from './git.ts'
import { fetchHead, testMergeLater } from './pulls.ts'
import type { Account, Pull, Repository } from './records.ts'
import type { Call } from './route.ts'
import { accountByLogin, accountOf, gitDir, now, repositoryOf, type World } from './world.ts'

/** The number after the last issue or pull: the two share one row of numbers. */
export function nextNumber(world: World, repo: Repository): number {
  const numbers = world.store.issues.filter(({ repositoryId }) => repositoryId === repo.id).map(({ number }) => number)
  return Math.max(0, ...numbers) + 1
}

interface Head {
  readonly repository: Repository
  readonly branch: string
  readonly sha: string
}

/** The branch that `head` of a new pull names, where the caller may see it. */
export async function headOf(
  call: Pick<Call, 'world' | 'repo' | 'actor'>,
  name: string,
  named?: string,
): Promise<Head | undefined> {
  const { world, repo } = call
  const colon = name.indexOf(':')
  const branch = name.slice(colon + 1)
  const owner = colon < 0 ? accountOf(world, repo.ownerId) : accountByLogin(world, name.slice(0, colon))
  const wanted = named?.split('/').at(-1)?.toLowerCase()
  const repository = world.store.repositories.find(
    (one) =>
      one.ownerId === owner?.id &&
      (one.id === repo.id || one.parentId === repo.id || one.id === repo.parentId) &&
      (wanted === undefined || one.name.toLowerCase() === wanted),
  )
  if (repository === undefined || levelOf(world, call.actor, repository) === undefined) {
    if (repository === undefined || call.actor.kind !== 'installation') return undefined
  }
  const sha = await revParse(gitDir(world, repository), `refs/heads/${branch}`)
  return sha === undefined ? undefined : { repository, branch, sha }
}

interface NewPull {
  readonly title: string
  readonly body: string | null
  readonly draft: boolean
  readonly maintainerCanModify: boolean
  readonly base: { readonly ref: string; readonly sha: string }
  readonly head: Head
}

/** Opens a pull request and lets everything follow: its refs, its event, its test merge. */
export async function openPull(world: World, repo: Repository, actor: Actor, wanted: NewPull): Promise<Pull> {
  const author = accountOfActor(actor)
  const time = now(world)
  const number = nextNumber(world, repo)
  const issue = world.store.issues.insert({
    repositoryId: repo.id,
    number,
    title: wanted.title,
    body: wanted.body,
    userId: author.id,
    state: 'open',
    stateReason: null,
    closedById: null,
    labels: [],
    createdAt: time,
    updatedAt: time,
    closedAt: null,
  })
  const pull = world.store.pulls.insert({
    issueId: issue.id,
    repositoryId: repo.id,
    number,
    baseRef: wanted.base.ref,
    baseSha: wanted.base.sha,
    headRepositoryId: wanted.head.repository.id,
    headRef: wanted.head.branch,
    headSha: wanted.head.sha,
    draft: wanted.draft,
    maintainerCanModify: wanted.maintainerCanModify,
    requestedReviewerIds: [],
    mergedAt: null,
    mergedById: null,
    mergeCommitSha: null,
    testMerge: null,
  })
  await fetchHead(world, pull)
  await announcePull(world, 'opened', pull, author)
  testMergeLater(world, pull.id)
  return pull
}

/** Opens a closed pull again, at wherever its branch stands now. */
export async function reopen(world: World, pull: Pull, actor: Account): Promise<void> {
  const repo = repositoryOf(world, pull.headRepositoryId)
  const head = await revParse(gitDir(world, repo), `refs/heads/${pull.headRef}`)
  if (pull.mergedAt !== null || head === undefined)
    throw invalid({
      resource: 'PullRequest',
      code: 'custom',
      field: 'state',
      message:
        pull.mergedAt === null
          ? `state cannot be changed. The ${pull.headRef} branch has been deleted.`
          : 'state cannot be changed. The pull request has been merged.',
    })
  const time = now(world)
  world.store.issues.update(pull.issueId, { state: 'open', closedAt: null, closedById: null, updatedAt: time })
  const reopened = world.store.pulls.update(pull.id, { headSha: head })
  await fetchHead(world, reopened)
  await announcePull(world, 'reopened', reopened, actor)
  testMergeLater(world, pull.id)
}
