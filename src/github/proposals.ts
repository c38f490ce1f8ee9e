import { composePaginateRest } from '@octokit/plugin-paginate-rest'
import type { ForgeReview } from '../policy/circumstances.ts'
import type { Proposal, ProposalForge } from '../review/forge.ts'
import { publishChecks, publishedChecks } from './checks.ts'
import { ask, askFor, cut, type GitHubRepository } from './github.ts'
import { publishSuggestions } from './suggestions.ts'

/** GitHub's limit for a comment, in characters. */
const commentLimit = 65_536

const reviewStates = new Map<string, ForgeReview['state']>([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes-requested'],
  ['COMMENTED', 'commented'],
  ['DISMISSED', 'dismissed'],
])

/** Pull requests as proposals. */
export function gitHubProposals(github: GitHubRepository): ProposalForge {
  const { octokit, owner, repo, self } = github
  return {
    async proposals(baseBranch) {
      const pulls = await ask(
        'list the pull requests',
        composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/pulls', {
          owner,
          repo,
          state: 'open',
          base: baseBranch,
          sort: 'created',
          direction: 'asc',
          per_page: 100,
        }),
      )
      return pulls.map(toProposal)
    },
    async proposal(number) {
      const { data } = await ask(
        `show pull request ${number}`,
        octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { owner, repo, pull_number: number }),
      )
      return toProposal(data)
    },
    async reviews(number) {
      const reviews = await ask(
        `list the reviews of pull request ${number}`,
        composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
          owner,
          repo,
          pull_number: number,
          per_page: 100,
        }),
      )
      // A pending review is nobody's word yet; a reviewer who is gone cannot be a member of a team.
      return reviews.flatMap(({ user, state, commit_id: commit }) => {
        const known = reviewStates.get(state)
        const isOpinion = user && known && user.login !== self.login
        return isOpinion ? [{ reviewer: user.login, state: known, commit: commit ?? '' }] : []
      })
    },
    async members(team) {
      const [org, slug, ...more] = team.split('/')
      if (!org || !slug || more.length > 0) return []
      const members = await askFor(
        `list the members of team \`${team}\``,
        composePaginateRest(octokit, 'GET /orgs/{org}/teams/{team_slug}/members', {
          org,
          team_slug: slug,
          per_page: 100,
        }),
      )
      return (members ?? []).map(({ login }) => login)
    },
    checks: (commit) => publishedChecks(github, commit),
    publishChecks: (commit, checks) => publishChecks(github, commit, checks),
    publishSuggestions: (number, commit, offer) => publishSuggestions(github, number, commit, offer),
    async publishComment(number, marker, text) {
      const comments = await ask(
        `list the comments of pull request ${number}`,
        composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          owner,
          repo,
          issue_number: number,
          per_page: 100,
        }),
      )
      // The author matters: anybody can copy the marker into a comment of their own.
      const ours = comments.find(({ user, body }) => user?.login === self.login && body?.includes(marker))
      const marked = text.includes(marker) ? text : `${marker}\n${text}`
      const body = cut(marked, commentLimit, '\n\n…\n\nThe rest is cut: GitHub shows no more. The checks have it all.')
      if (ours?.body?.replaceAll('\r\n', '\n') === body) return
      const what = `comment on pull request ${number}`
      if (ours) {
        const where = { owner, repo, comment_id: ours.id }
        await ask(what, octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...where, body }))
      } else {
        const where = { owner, repo, issue_number: number }
        await ask(
          what,
          octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...where, body }),
        )
      }
    },
  }
}

interface Pull {
  readonly number: number
  readonly title: string
  readonly state: string
  readonly html_url: string
  readonly user: { readonly login: string } | null
  readonly base: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } }
  readonly head: {
    readonly ref: string
    readonly sha: string
    readonly repo: { readonly full_name: string; readonly html_url: string } | null
  }
}

function toProposal({ number, title, state, html_url: url, user, base, head }: Pull): Proposal {
  return {
    number,
    title,
    author: user?.login ?? 'ghost',
    open: state === 'open',
    base: { branch: base.ref, commit: base.sha },
    // The repository of a deleted fork is null.
    head: { branch: head.ref, commit: head.sha, fromFork: head.repo?.full_name !== base.repo.full_name },
    url,
    filesUrl: head.repo ? `${head.repo.html_url}/blob/${head.sha}` : null,
  }
}
