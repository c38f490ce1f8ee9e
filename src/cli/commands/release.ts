import { defineError } from '../../base/errors.ts'
import { readDeployed } from '../../release/deployed.ts'
import type { ReleasePlan } from '../../release/plan.ts'
import { planRelease } from '../../release/plan-release.ts'
import { releasePlanText } from '../../release/plan-text.ts'
import { catalogsOf, commitOf, withCheckout } from '../checkout.ts'
import { defineCommand } from '../command.ts'

export const release = defineCommand({
  id: 'release',
  summary: 'Show what a merge tags, releases and deploys.',
  options: [
    { flags: '--base <revision>', summary: 'Plan each merge after this one; default: the head alone.' },
    { flags: '--head <revision>', summary: 'The last merge to plan.', default: 'HEAD' },
    { flags: '--dry-run', summary: 'Print the plan. Carrying it out is the work of the App.' },
    { flags: '--format <format>', summary: 'How the plan is shown.', default: 'text', choices: ['text', 'json'] },
  ],
  examples: ['apigov release --dry-run', 'apigov release --base HEAD~3 --dry-run --format json'],
  async run({ options }, io) {
    if (options['dryRun'] !== true) throw releaseIsTheApps()
    const plans = await withCheckout(io, async ({ repository, judge }) => {
      const head = await commitOf(repository, String(options['head']))
      const base = typeof options['base'] === 'string' ? await commitOf(repository, options['base']) : null
      const commits = base === null ? [await repository.commit(head)] : await repository.firstParents(base, head)
      const tags = new Map(await repository.tags())
      const deployed = new Map(await readDeployed(repository, await catalogsOf(await repository.tree(head))))
      const releases = { tags, tree: (commit: string) => repository.tree(commit) }
      const planned: ReleasePlan[] = []
      for (const { id, committedAt } of commits) {
        const date = committedAt.slice(0, 10)
        const plan = await planRelease(
          { head: await repository.tree(id), commit: id, releases, deployed, date, sign: null },
          judge,
        )
        planned.push(plan)
        // What this plan would do is what the next one finds.
        for (const { tag } of plan.releases) tags.set(tag, id)
        for (const { branch, sequence, digest } of plan.deployments)
          deployed.set(branch, { sequence, digest, signature: null, source: id })
      }
      return planned
    })
    const text = options['format'] === 'json' ? releasePlanJson(plans) : plans.map(releasePlanText).join('\n')
    io.stdout.write(text)
    return plans.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) ? 1 : 0
  },
})

function releasePlanJson(plans: readonly ReleasePlan[]): string {
  return `${JSON.stringify({ format: 1, plans }, null, 2)}\n`
}

const releaseIsTheApps = defineError(
  'APIGOV_RELEASE_IS_THE_APPS',
  () => 'A release is carried out by the App, once, when a proposal is merged',
  () => 'Add `--dry-run` to see the plan.',
)
