import { composePaginateRest } from '@octokit/plugin-paginate-rest'
import type { Annotation, CheckReport, PublishedCheck } from '../review/forge.ts'
import { type CheckName, type Conclusion, checkNames } from '../review/review.ts'
import { ask, cut, type GitHubRepository } from './github.ts'

/** GitHub takes no more in one request; later requests add to what is there. */
const annotationsPerRequest = 50
/** GitHub's limits, in characters. */
const summaryLimit = 65_535
const titleLimit = 255
const messageLimit = 64 * 1024

const gitHubConclusions: Readonly<Record<Conclusion, 'success' | 'failure' | 'action_required'>> = {
  success: 'success',
  failure: 'failure',
  waiting: 'action_required',
}
const conclusions = new Map<string | null, Conclusion>(
  (Object.entries(gitHubConclusions) as [Conclusion, string][]).map(([ours, theirs]) => [theirs, ours]),
)

/** Our newest check run of each name on a commit. */
export async function publishedChecks(github: GitHubRepository, commit: string): Promise<readonly PublishedCheck[]> {
  const runs = await checkRuns(github, commit)
  return checkNames.flatMap((name) => {
    const run = runs.get(name)
    return run ? [{ name, conclusion: run.conclusion, key: run.key }] : []
  })
}

/**
 * Brings the checks of these names to these states, side by side. The conclusion comes with the last batch of annotations, so that a
 * check that was interrupted still counts as not concluded. GitHub only ever adds annotations: those that are there are not sent again.
 */
export async function publishChecks(
  github: GitHubRepository,
  commit: string,
  checks: readonly CheckReport[],
): Promise<void> {
  const runs = await checkRuns(github, commit)
  await Promise.all(checks.map((check) => publishCheck(github, commit, check, runs.get(check.name))))
}

async function publishCheck(
  github: GitHubRepository,
  commit: string,
  check: CheckReport,
  run: CheckRun | undefined,
): Promise<void> {
  if (run && run.key === check.key && run.conclusion === check.conclusion) return
  const there = run?.isAnnotated ? await annotationsOf(github, run.id) : new Set<string>()
  const missing = check.annotations.map(toGitHub).filter((annotation) => !there.has(identity(annotation)))
  const batches = batchesOf(missing, annotationsPerRequest)
  let id = run?.id ?? null
  for (const [index, annotations] of batches.entries()) {
    const isLast = index === batches.length - 1
    id = await send(github, commit, id, check, annotations, isLast ? check.conclusion : null)
  }
}

interface CheckRun {
  readonly id: number
  readonly conclusion: Conclusion | null
  readonly key: string
  readonly isAnnotated: boolean
}

async function checkRuns(github: GitHubRepository, commit: string): Promise<ReadonlyMap<CheckName, CheckRun>> {
  const { octokit, owner, repo, self } = github
  const listed = await ask(
    'list the checks',
    composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      owner,
      repo,
      ref: commit,
      filter: 'latest',
      per_page: 100,
      ...(self.appId === null ? {} : { app_id: self.appId }),
    }),
  )
  const runs = new Map<CheckName, CheckRun>()
  for (const run of listed.sort((a, b) => Number(a.id) - Number(b.id))) {
    const name = checkNames.find((known) => gitHubName(known) === run.name)
    const conclusion = run.status === 'completed' ? (conclusions.get(run.conclusion) ?? null) : null
    const isAnnotated = run.output.annotations_count > 0
    if (name) runs.set(name, { id: Number(run.id), conclusion, key: run.external_id ?? '', isAnnotated })
  }
  return runs
}

async function send(
  { octokit, owner, repo }: GitHubRepository,
  commit: string,
  id: number | null,
  check: CheckReport,
  annotations: readonly GitHubAnnotation[],
  conclusion: Conclusion | null,
): Promise<number> {
  const state = {
    owner,
    repo,
    name: gitHubName(check.name),
    external_id: check.key,
    ...(check.url === null ? {} : { details_url: check.url }),
    ...(conclusion === null
      ? { status: 'in_progress' as const }
      : { status: 'completed' as const, conclusion: gitHubConclusions[conclusion] }),
    output: {
      title: cut(check.title, titleLimit),
      summary: cut(
        check.summary,
        summaryLimit,
        '\n\n…\n\nThe rest is cut: GitHub shows no more than 65,535 characters.',
      ),
      // Always sent: what an earlier verdict said here is not this one's.
      text: cut(check.text ?? '', summaryLimit),
      annotations: [...annotations],
    },
  }
  const what = `publish the check \`${state.name}\``
  if (id === null) {
    const created = await ask(
      what,
      octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...state, head_sha: commit }),
    )
    return Number(created.data.id)
  }
  await ask(
    what,
    octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...state, check_run_id: id }),
  )
  return id
}

interface GitHubAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly annotation_level: Annotation['level']
  readonly title: string
  readonly message: string
}

function toGitHub({ path, line, level, title, message }: Annotation): GitHubAnnotation {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: cut(title, titleLimit),
    message: cut(message, messageLimit),
  }
}

async function annotationsOf({ octokit, owner, repo }: GitHubRepository, id: number): Promise<ReadonlySet<string>> {
  const listed = await ask(
    'list the annotations of a check',
    composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
      owner,
      repo,
      check_run_id: id,
      per_page: 100,
    }),
  )
  return new Set(listed.map(identity))
}

function identity(annotation: {
  readonly path: string
  readonly start_line: number
  readonly title: string | null
  readonly message: string | null
}): string {
  return JSON.stringify([annotation.path, annotation.start_line, annotation.title, annotation.message])
}

function gitHubName(name: CheckName): string {
  return `apigov / ${name}`
}

/** At least one batch, which may be empty: the conclusion must be sent even where there is nothing to annotate. */
function batchesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  )
  return batches.length === 0 ? [[]] : batches
}
