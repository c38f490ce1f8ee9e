/**
 * What follows when refs have moved, whoever moved them: `push`, `create` and `delete`, check suites asked for, pull requests
 * that follow their branch. A push over HTTP and a write through the API end here alike.
 */
import { type Actor, accountOfActor, holdsLevel } from './access.ts'
import { Refusal } from './answer.ts'
import { announceCheckSuite, announcePush, announceRef } from './events.ts'
import { isAncestor, tryGit, zeroSha } from './git.ts'
import { pullsFollow } from './pulls.ts'
import type { Repository } from './records.ts'
import { ensureSuite, gitDir, installationsOn, must, now, type World } from './world.ts'

export interface RefMove {
  /** Full name. */
  readonly ref: string
  /** Zeros: it was not there. */
  readonly before: string
  /** Zeros: it is gone. */
  readonly after: string
}

/** Moves a ref if it still stands where the caller thinks, and lets everything follow. */
export async function moveRef(world: World, repo: Repository, move: RefMove, actor: Actor): Promise<void> {
  const dir = gitDir(world, repo)
  const args = move.after === zeroSha ? ['-d', move.ref, move.before] : [move.ref, move.after, move.before]
  const result = await tryGit(dir, ['update-ref', ...args])
  if (result.code !== 0) throw new Refusal(409, 'Reference update failed')
  await refsMoved(world, repo, [move], actor)
}

/** More tags than this in one push make no events ("push", "create"). */
const maxTags = 3

export async function refsMoved(
  world: World,
  repo: Repository,
  moves: readonly RefMove[],
  actor: Actor,
): Promise<void> {
  if (moves.length === 0) return
  const pushed = world.store.repositories.update(repo.id, { pushedAt: now(world), updatedAt: now(world) })
  const tags = moves.filter(({ ref }) => ref.startsWith('refs/tags/'))
  const branches = moves.filter(({ ref }) => ref.startsWith('refs/heads/'))
  for (const move of tags.length > maxTags ? branches : [...branches, ...tags])
    await announceMove(world, pushed, move, actor)
  for (const move of branches) {
    const after = move.after === zeroSha ? null : move.after
    const branch = move.ref.slice('refs/heads/'.length)
    if (after !== null) await requestSuites(world, pushed, branch, move, actor)
    if (move.before !== zeroSha)
      await pullsFollow(world, pushed, { branch, before: move.before, after }, accountOfActor(actor))
  }
}

async function announceMove(world: World, repo: Repository, move: RefMove, actor: Actor): Promise<void> {
  const sender = accountOfActor(actor)
  const both = move.before !== zeroSha && move.after !== zeroSha
  const forced = both && !(await isAncestor(gitDir(world, repo), move.before, move.after))
  if (move.before === zeroSha) announceRef(world, 'create', repo, move.ref, sender)
  if (move.after === zeroSha) announceRef(world, 'delete', repo, move.ref, sender)
  await announcePush(world, repo, { ...move, forced }, actor)
}

/** "Check suites are created automatically on push": one per App that may write checks, and the App is asked to fill it. */
async function requestSuites(
  world: World,
  repo: Repository,
  branch: string,
  move: RefMove,
  actor: Actor,
): Promise<void> {
  for (const installation of installationsOn(world, repo)) {
    const app = must(world.store.apps.get(installation.appId))
    if (!holdsLevel(app.permissions, 'checks', 'write')) continue
    const before = move.before === zeroSha ? null : move.before
    const wanted = { repositoryId: repo.id, appId: app.id, headSha: move.after, headBranch: branch, before }
    const { suite, isNew } = ensureSuite(world, wanted)
    if (isNew) await announceCheckSuite(world, 'requested', suite, accountOfActor(actor))
  }
}
