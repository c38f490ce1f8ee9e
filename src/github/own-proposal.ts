import type { OwnProposal } from '../release/forge.ts'
import { ask, askFor, type GitHubRepository } from './github.ts'

/** See `ReleaseForge.ensureProposal`. A branch that has the content already is left alone: pushing would dismiss its approvals. */
export async function ensureProposal(github: GitHubRepository, proposal: OwnProposal): Promise<number> {
  const newest = await newestPull(github, proposal)
  if (newest?.state === 'closed' && newest.title === proposal.title) return newest.number
  const tip = await branchTip(github, proposal.branch)
  if (tip === null || !(await hasContent(github, proposal))) await writeBranch(github, proposal, tip !== null)
  return newest?.state === 'open' ? await updatePull(github, newest, proposal) : await openPull(github, proposal)
}

interface Pull {
  readonly number: number
  readonly state: string
  readonly title: string
  readonly body: string | null
}

async function newestPull({ octokit, owner, repo }: GitHubRepository, proposal: OwnProposal): Promise<Pull | null> {
  const { branch, base } = proposal
  const { data } = await ask(
    `find the pull request of \`${branch}\``,
    octokit.request('GET /repos/{owner}/{repo}/pulls', {
      owner,
      repo,
      state: 'all',
      head: `${owner}:${branch}`,
      base,
      sort: 'created',
      direction: 'desc',
      per_page: 1,
    }),
  )
  return data[0] ?? null
}

async function branchTip({ octokit, owner, repo }: GitHubRepository, branch: string): Promise<string | null> {
  const ref = await askFor(
    `show the branch \`${branch}\``,
    octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref: `heads/${branch}` }),
  )
  return ref?.data.object.sha ?? null
}

async function hasContent(
  { octokit, owner, repo }: GitHubRepository,
  { branch, files }: OwnProposal,
): Promise<boolean> {
  for (const { path, content } of files) {
    const there = await askFor(
      `read \`${path}\``,
      octokit.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref: branch }),
    )
    const data = there?.data
    if (!data || Array.isArray(data) || data.type !== 'file' || !('content' in data)) return false
    if (Buffer.from(data.content, 'base64').toString() !== content) return false
  }
  return true
}

async function writeBranch(github: GitHubRepository, proposal: OwnProposal, exists: boolean): Promise<void> {
  const { octokit, owner, repo } = github
  const base = await branchTip(github, proposal.base)
  const what = `write the branch \`${proposal.branch}\``
  const tree = await ask(
    what,
    octokit.request('POST /repos/{owner}/{repo}/git/trees', {
      owner,
      repo,
      base_tree: base ?? '',
      tree: proposal.files.map(({ path, content }) => ({
        path,
        mode: '100644' as const,
        type: 'blob' as const,
        content,
      })),
    }),
  )
  const commit = await ask(
    what,
    octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      owner,
      repo,
      message: proposal.title,
      tree: tree.data.sha,
      parents: [base ?? ''],
    }),
  )
  const { sha } = commit.data
  const ref = `heads/${proposal.branch}`
  await (exists
    ? ask(what, octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { owner, repo, ref, sha, force: true }))
    : ask(what, octokit.request('POST /repos/{owner}/{repo}/git/refs', { owner, repo, ref: `refs/${ref}`, sha })))
}

async function openPull({ octokit, owner, repo }: GitHubRepository, proposal: OwnProposal): Promise<number> {
  const { branch: head, base, title, body } = proposal
  const created = await ask(
    `open the pull request of \`${head}\``,
    octokit.request('POST /repos/{owner}/{repo}/pulls', { owner, repo, head, base, title, body }),
  )
  return created.data.number
}

async function updatePull(
  { octokit, owner, repo }: GitHubRepository,
  there: Pull,
  proposal: OwnProposal,
): Promise<number> {
  const { title, body } = proposal
  if (there.title !== title || there.body?.replaceAll('\r\n', '\n') !== body)
    await ask(
      `update pull request ${there.number}`,
      octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner,
        repo,
        pull_number: there.number,
        title,
        body,
      }),
    )
  return there.number
}
