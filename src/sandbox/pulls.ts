/** The life of a pull request: the test merge behind `mergeable`, merging, closing, and what a moved branch does to it. */
import { rm } from 'node:fs/promises'
import { Refusal } from './answer.ts'
import { announcePull } from './events.ts'
import {
  git,
  gitText,
  isAncestor,
  log,
  mergeTree,
  type Person,
  readCommit,
  revParse,
  tryGit,
  writeCommit,
} from './git.ts'
import { commentsFollow } from './line-comments.ts'
import type { Account, Pull, Repository } from './records.ts'
import { latestRuns } from './shapes/check.ts'
import { noreply } from './shapes/commit.ts'
import type { Mergeability } from './shapes/pull.ts'
import { gitDir, issueOf, must, now, repositoryOf, type World } from './world.ts'

/** Brings the head's commits into the base repository and shows them as `refs/pull/<n>/head`. */
export async function fetchHead(world: World, pull: Pull): Promise<void> {
  const dir = gitDir(world, repositoryOf(world, pull.repositoryId))
  const ref = `refs/pull/${pull.number}/head`
  if (pull.headRepositoryId === pull.repositoryId) await git(dir, ['update-ref', ref, pull.headSha])
  else
    await git(dir, [
      'fetch',
      '--quiet',
      gitDir(world, repositoryOf(world, pull.headRepositoryId)),
      `+${pull.headSha}:${ref}`,
    ])
}

/**
 * Whether GitHub would merge, as far as it knows: `null` until the test merge of these two tips has been made in the
 * background ("Get a pull request": "the value will be null while GitHub computes it").
 */
export async function mergeability(world: World, pull: Pull): Promise<Mergeability> {
  if (issueOf(world, pull).state === 'closed') return { mergeable: null, state: 'unknown' }
  const repo = repositoryOf(world, pull.repositoryId)
  const base = await revParse(gitDir(world, repo), `refs/heads/${pull.baseRef}`)
  const test = pull.testMerge
  if (base === undefined || test === null || test.base !== base || test.head !== pull.headSha) {
    testMergeLater(world, pull.id)
    return { mergeable: null, state: 'unknown' }
  }
  if (test.commit === null) return { mergeable: false, state: 'dirty' }
  if (pull.draft) return { mergeable: true, state: 'draft' }
  if (protectionProblem(world, pull) !== undefined) return { mergeable: true, state: 'blocked' }
  return { mergeable: true, state: checksFail(world, repo, pull.headSha) ? 'unstable' : 'clean' }
}

/** Makes the test merge after the answer has been sent, and moves `refs/pull/<n>/merge`. */
export function testMergeLater(world: World, pullId: number): void {
  world.background.run(async () => {
    const pull = world.store.pulls.get(pullId)
    if (pull === undefined || issueOf(world, pull).state === 'closed') return
    const dir = gitDir(world, repositoryOf(world, pull.repositoryId))
    const base = await revParse(dir, `refs/heads/${pull.baseRef}`)
    if (base === undefined || (pull.testMerge?.base === base && pull.testMerge.head === pull.headSha)) return
    const tree = await mergeTree(dir, base, pull.headSha)
    const ref = `refs/pull/${pull.number}/merge`
    let commit: string | null = null
    if (tree !== null) {
      const github = person('GitHub', 'noreply@github.com', now(world))
      const message = `Merge ${pull.headSha} into ${base}`
      commit = await writeCommit(dir, {
        tree,
        parents: [base, pull.headSha],
        message,
        author: github,
        committer: github,
      })
      await git(dir, ['update-ref', ref, commit])
    } else await git(dir, ['update-ref', '-d', ref])
    world.store.pulls.update(pull.id, { testMerge: { base, head: pull.headSha, commit } })
  })
}

/** Why a protected base does not take this head yet, in GitHub's words; `undefined` where it would. */
export function protectionProblem(world: World, pull: Pull): string | undefined {
  const protection = world.store.protections.find(
    (candidate) => candidate.repositoryId === pull.repositoryId && candidate.branch === pull.baseRef,
  )
  if (protection === undefined) return undefined
  const missing = protection.requiredChecks.filter((name) => !isGreen(world, pull, name))
  if (missing.length === 1) return `Required status check "${missing[0]}" is expected.`
  if (missing.length > 1)
    return `${missing.length} of ${protection.requiredChecks.length} required status checks are expected.`
  const reviews = latestReviews(world, pull)
  const approvals = reviews.filter(({ state }) => state === 'APPROVED').length
  if (reviews.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'Changes have been requested.'
  if (approvals < protection.requiredApprovals)
    return `At least ${protection.requiredApprovals} approving review${protection.requiredApprovals === 1 ? ' is' : 's are'} required by reviewers with write access.`
  return undefined
}

/** "About protected branches": a required check must have succeeded, been skipped or be neutral. */
function isGreen(world: World, pull: Pull, name: string): boolean {
  const runs = latestRuns(
    world.store.checkRuns.filter(
      (run) => run.repositoryId === pull.repositoryId && run.headSha === pull.headSha && run.name === name,
    ),
  )
  const status = world.store.statuses
    .filter((one) => one.repositoryId === pull.repositoryId && one.sha === pull.headSha && one.context === name)
    .at(-1)
  if (runs.length === 0) return status?.state === 'success'
  return runs.every(({ conclusion }) => ['success', 'neutral', 'skipped'].includes(conclusion ?? ''))
}

function checksFail(world: World, repo: Repository, sha: string): boolean {
  const runs = latestRuns(world.store.checkRuns.filter((run) => run.repositoryId === repo.id && run.headSha === sha))
  return runs.some(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? ''))
}

/** The last word of each reviewer: a later comment does not take an approval back. */
function latestReviews(world: World, pull: Pull) {
  const latest = new Map<number, { readonly state: string }>()
  for (const review of world.store.reviews.filter(({ pullId }) => pullId === pull.id))
    if (review.state !== 'COMMENTED' && review.state !== 'PENDING') latest.set(review.userId, review)
  return [...latest.values()]
}

export interface MergeOptions {
  readonly method: 'merge' | 'squash' | 'rebase'
  readonly title: string | undefined
  readonly message: string | undefined
}

/** The commit that the base should move to. Throws 405 where git finds a conflict. */
export async function mergeCommit(
  world: World,
  pull: Pull,
  base: string,
  actor: Account,
  options: MergeOptions,
): Promise<string> {
  const repo = repositoryOf(world, pull.repositoryId)
  const dir = gitDir(world, repo)
  const conflict = () => new Refusal(405, 'Pull Request is not mergeable')
  const author = person(actor.login, noreply(actor), now(world))
  const committer = person('GitHub', 'noreply@github.com', now(world))
  if (options.method === 'rebase') return rebased(dir, base, pull.headSha, committer, conflict)
  const tree = await mergeTree(dir, base, pull.headSha)
  if (tree === null) throw conflict()
  const issue = issueOf(world, pull)
  if (options.method === 'merge') {
    const owner = must(world.store.accounts.get(repositoryOf(world, pull.headRepositoryId).ownerId))
    const title = options.title ?? `Merge pull request #${pull.number} from ${owner.login}/${pull.headRef}`
    const message = join(title, options.message ?? issue.title)
    return writeCommit(dir, { tree, parents: [base, pull.headSha], message, author, committer })
  }
  const commits = await log(dir, ['--reverse', `${base}..${pull.headSha}`])
  const only = commits.length === 1 ? commits[0] : undefined
  const [firstLine = '', ...rest] = (only?.message ?? '').split('\n')
  const title =
    options.title ?? (only === undefined ? `${issue.title} (#${pull.number})` : `${firstLine} (#${pull.number})`)
  const list = commits.map(({ message }) => `* ${message}`).join('\n\n')
  const message = join(title, options.message ?? (only === undefined ? list : rest.join('\n').trim()))
  return writeCommit(dir, { tree, parents: [base], message, author: only?.author ?? author, committer })
}

/** The head's commits on top of the base, one by one, in a work tree that lives for this call. */
async function rebased(
  dir: string,
  base: string,
  head: string,
  committer: Person,
  conflict: () => Refusal,
): Promise<string> {
  const tree = `${dir}/sandbox-rebase-${crypto.randomUUID()}`
  const env = {
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: committer.date,
  }
  try {
    await git(dir, ['worktree', 'add', '--quiet', '--detach', tree, base])
    const commits = (await gitText(dir, ['rev-list', '--reverse', '--no-merges', `${base}..${head}`])).split('\n')
    for (const commit of commits.filter((sha) => sha !== '')) {
      const picked = await tryGit(tree, ['cherry-pick', '--allow-empty', '--keep-redundant-commits', commit], { env })
      if (picked.code !== 0) throw conflict()
    }
    return await gitText(tree, ['rev-parse', 'HEAD'])
  } finally {
    await rm(tree, { recursive: true, force: true })
    await git(dir, ['worktree', 'prune'])
  }
}

/** Marks a pull as merged by this commit, and says so. */
export async function markMerged(world: World, pull: Pull, commit: string, actor: Account): Promise<void> {
  const time = now(world)
  world.store.issues.update(pull.issueId, { state: 'closed', closedAt: time, updatedAt: time, closedById: actor.id })
  const merged = world.store.pulls.update(pull.id, { mergedAt: time, mergedById: actor.id, mergeCommitSha: commit })
  await announcePull(world, 'closed', merged, actor)
}

/** Closes an open pull without merging it. */
export async function closePull(world: World, pull: Pull, actor: Account): Promise<void> {
  const time = now(world)
  world.store.issues.update(pull.issueId, { state: 'closed', closedAt: time, updatedAt: time, closedById: actor.id })
  await announcePull(world, 'closed', must(world.store.pulls.get(pull.id)), actor)
}

/** What a branch that moved from `before` to `after` does to the open pulls from it and to it. */
export async function pullsFollow(
  world: World,
  repo: Repository,
  move: { readonly branch: string; readonly before: string; readonly after: string | null },
  actor: Account,
): Promise<void> {
  const open = world.store.pulls.filter((pull) => issueOf(world, pull).state === 'open')
  for (const pull of open.filter((one) => one.headRepositoryId === repo.id && one.headRef === move.branch)) {
    if (move.after === null) {
      await closePull(world, pull, actor)
      continue
    }
    const base = await revParse(gitDir(world, repositoryOf(world, pull.repositoryId)), `refs/heads/${pull.baseRef}`)
    const moved = world.store.pulls.update(pull.id, {
      headSha: move.after,
      ...(base !== undefined && { baseSha: base }),
    })
    world.store.issues.update(pull.issueId, { updatedAt: now(world) })
    await fetchHead(world, moved)
    await commentsFollow(world, moved, move.before)
    await announcePull(world, 'synchronize', moved, actor, { before: move.before, after: move.after })
    testMergeLater(world, pull.id)
  }
  for (const pull of open.filter((one) => one.repositoryId === repo.id && one.baseRef === move.branch)) {
    if (issueOf(world, pull).state !== 'open') continue
    if (move.after === null) await closePull(world, pull, actor)
    else if (await isAncestor(gitDir(world, repo), pull.headSha, move.after))
      await markMerged(world, pull, pull.headSha, actor)
    else testMergeLater(world, pull.id)
  }
}

/** The commits of a pull, oldest first; GitHub lists 250 of them at most. */
export async function commitsOf(world: World, pull: Pull) {
  const dir = gitDir(world, repositoryOf(world, pull.repositoryId))
  return (await log(dir, ['--reverse', `${pull.baseSha}..${pull.headSha}`])).slice(0, 250)
}

function person(name: string, email: string, date: string): Person {
  return { name, email, date }
}

function join(title: string, message: string): string {
  return message === '' ? title : `${title}\n\n${message}`
}

/** The tip of a pull's base. */
export async function baseTip(world: World, pull: Pull): Promise<string> {
  const dir = gitDir(world, repositoryOf(world, pull.repositoryId))
  const tip = await revParse(dir, `refs/heads/${pull.baseRef}`)
  if (tip === undefined) throw new Refusal(405, 'Pull Request is not mergeable')
  return (await readCommit(dir, tip)).sha
}
