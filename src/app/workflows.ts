import type { Logger } from 'pino'
import type { Clock } from '../base/ports.ts'
import type { Addresses } from '../lint/addresses.ts'
import type { Judge } from '../review/judge.ts'
import type { AskOpinions } from '../review/opinions.ts'
import type { Toolchain } from '../sdk/toolchain.ts'
import type { Sign } from '../snapshot/signature.ts'
import { followDeployments, type LiveNodes } from '../workflow/follow-deployments.ts'
import { reconcile } from '../workflow/reconcile.ts'
import { releaseMain } from '../workflow/release-main.ts'
import { reviewProposal } from '../workflow/review-proposal.ts'
import type { RepositoryRef, Workflows } from './handler.ts'
import type { Desk, Repositories } from './repositories.ts'
import type { WorkQueue } from './work-queue.ts'

export interface AppWorkflows extends Workflows {
  /** Decides deployments of a repository that is open already; of all of them for `null`. */
  nodeChanged(repository: string | null): Promise<void>
}

export interface WorkflowTools {
  readonly repositories: Repositories
  readonly queue: WorkQueue
  readonly judge: Judge
  readonly askOpinions: AskOpinions
  readonly addresses: Addresses
  readonly toolchain: Toolchain
  readonly sign: Sign | null
  readonly nodes: LiveNodes
  readonly clock: Clock
  readonly log: Logger
}

/** The workflows as the App runs them: one at a time for each proposal, one at a time for each main branch. */
export function appWorkflows(tools: WorkflowTools): AppWorkflows {
  const { repositories, queue, judge, askOpinions, addresses, toolchain, sign, nodes, clock, log } = tools
  const wantedAgain = new Set<string>()

  const review = (ref: RepositoryRef, number: number, supersede: boolean) => {
    const key = `${ref.owner}/${ref.name}#${number}`
    const task = async (signal: AbortSignal) => {
      const desk = await repositories.open(ref)
      const again = wantedAgain.delete(key)
      const verdict = await reviewProposal(number, { ...desk, judge, askOpinions, addresses, clock }, { signal, again })
      if (verdict) log.info({ proposal: key, head: verdict.head, conclusion: verdict.conclusion }, 'reviewed')
    }
    return queue.run(key, task, { supersede })
  }
  const release = (desk: Desk) =>
    queue.run(`${desk.name} main`, async (signal) => {
      for (const { commit, findings } of await releaseMain({ ...desk, judge, toolchain, sign }, signal))
        for (const { rule, message } of findings) log.warn({ repository: desk.name, commit, rule }, message)
    })
  const follow = (desk: Desk) =>
    queue.run(`${desk.name} deployments`, () => followDeployments({ ...desk, nodes, clock }))

  return {
    reviewProposal: (ref, number) => review(ref, number, true),
    async reviewCommit(ref, commit) {
      const { forge } = await repositories.open(ref)
      const open = await forge.proposals((await forge.main()).branch)
      const wanted = open.filter(({ head }) => head.commit === commit)
      for (const { number } of wanted) wantedAgain.add(`${ref.owner}/${ref.name}#${number}`)
      await Promise.all(wanted.map(({ number }) => review(ref, number, true)))
    },
    async reconcile(ref) {
      const desk = await repositories.open(ref)
      await reconcile(
        { ...desk, clock },
        {
          // What runs is let finish: looking again is no news.
          reviewProposal: (number) => review(ref, number, false),
          releaseMain: () => release(desk),
          followDeployments: () => follow(desk),
        },
      )
    },
    async nodeChanged(repository) {
      const desks = [...repositories.opened.values()].filter(({ name }) => repository === null || repository === name)
      await Promise.all(desks.map(follow))
    },
  }
}
