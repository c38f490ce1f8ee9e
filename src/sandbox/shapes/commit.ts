import type { GitCommit, Person } from '../git.ts'
import type { Account, Repository } from '../records.ts'
import { apiOf, fullName, nodeId, type World } from '../world.ts'
import { userShape } from './account.ts'

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

/** The address GitHub gives an account for commits it makes in its name. */
export function noreply(account: Account): string {
  return `${account.id}+${account.login}@users.noreply.github.com`
}

/** The account an address belongs to: only GitHub's own noreply ones are known here. */
export function accountByEmail(world: World, email: string): Account | undefined {
  const match = /^(\d+)\+.*@users\.noreply\.github\.com$/.exec(email)
  return match ? world.store.accounts.get(Number(match[1])) : undefined
}

/** `commit`: of the commits, compare and pull routes. */
export function commitShape(world: World, repo: Repository, commit: GitCommit) {
  const api = apiOf(world, repo)
  const page = `${world.url}/${fullName(world, repo)}`
  const who = (person: Person) => {
    const account = accountByEmail(world, person.email)
    return account === undefined ? null : userShape(world, account)
  }
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: who(commit.author),
    committer: who(commit.committer),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/commit/${sha}` })),
  }
}

/** `git-commit`: of the Git database routes. */
export function gitCommitShape(world: World, repo: Repository, commit: GitCommit) {
  const api = apiOf(world, repo)
  const page = `${world.url}/${fullName(world, repo)}`
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: unsigned,
  }
}

/** `simple-commit`: of check suites and pushes. */
export function simpleCommitShape(commit: GitCommit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}

function person(of: Person) {
  return { name: of.name, email: of.email, date: of.date }
}
