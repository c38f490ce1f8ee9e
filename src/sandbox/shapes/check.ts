import { readCommit } from '../git.ts'
import type { CheckAnnotation, CheckRun, CheckSuite } from '../records.ts'
import { apiOf, fullName, gitDir, nodeId, pullsAt, repositoryOf, type World } from '../world.ts'
import { appShapeOf } from './account.ts'
import { simpleCommitShape } from './commit.ts'
import { minimalPullShape } from './pull.ts'
import { minimalRepositoryShape } from './repository.ts'

export function checkRunShape(world: World, run: CheckRun) {
  const repo = repositoryOf(world, run.repositoryId)
  const url = `${apiOf(world, repo)}/check-runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${world.url}/${fullName(world, repo)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appShapeOf(world, run.appId),
    pull_requests: pullsAt(world, repo, run.headSha).map((pull) => minimalPullShape(world, pull)),
  }
}

export function annotationShape(world: World, run: CheckRun, annotation: CheckAnnotation) {
  const repo = repositoryOf(world, run.repositoryId)
  const path = annotation.path.split('/').map(encodeURIComponent).join('/')
  return { ...annotation, blob_href: `${world.url}/${fullName(world, repo)}/blob/${run.headSha}/${path}` }
}

/** A suite has no state of its own: it is what its newest runs, one per name, are. */
export function suiteState(world: World, suite: CheckSuite) {
  const runs = latestRuns(world.store.checkRuns.filter((run) => run.suiteId === suite.id))
  if (runs.length === 0) return { status: 'queued', conclusion: null, count: 0 }
  if (runs.some((run) => run.status !== 'completed')) {
    const running = runs.some((run) => run.status === 'in_progress' || run.status === 'completed')
    return { status: running ? 'in_progress' : 'queued', conclusion: null, count: runs.length }
  }
  const worst = ['action_required', 'timed_out', 'cancelled', 'failure', 'success', 'neutral', 'skipped']
  const conclusion = worst.find((candidate) => runs.some((run) => run.conclusion === candidate)) ?? 'success'
  return { status: 'completed', conclusion, count: runs.length }
}

/** The newest run of each name and app: what `filter=latest` means. */
export function latestRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  const latest = new Map<string, CheckRun>()
  for (const run of runs) latest.set(`${run.appId}\0${run.name}`, run)
  return [...latest.values()]
}

export async function checkSuiteShape(world: World, suite: CheckSuite) {
  const repo = repositoryOf(world, suite.repositoryId)
  const url = `${apiOf(world, repo)}/check-suites/${suite.id}`
  const { status, conclusion, count } = suiteState(world, suite)
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status,
    conclusion,
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: pullsAt(world, repo, suite.headSha).map((pull) => minimalPullShape(world, pull)),
    app: appShapeOf(world, suite.appId),
    repository: minimalRepositoryShape(world, repo),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: simpleCommitShape(await readCommit(gitDir(world, repo), suite.headSha)),
    latest_check_runs_count: count,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  }
}
