import assert from 'node:assert/strict'
import { composePaginateRest } from '@octokit/plugin-paginate-rest'
import type { DeploymentState, ForgeDeployment, PublishedRelease, ReleaseForge } from '../release/forge.ts'
import { ask, askFor, cut, type GitHubRepository, statusOf } from './github.ts'
import { ensureProposal } from './own-proposal.ts'

/** Tells our deployments from those of the repository's own pipelines. */
const task = 'apigov'
/** GitHub's limits, in characters. */
const releaseBodyLimit = 125_000
const descriptionLimit = 140

/** GitHub Releases, deployments and the pull requests apigov opens itself. */
export function gitHubReleases(github: GitHubRepository): ReleaseForge {
  const { octokit, owner, repo } = github
  const byTag = (tag: string) =>
    askFor(
      `show the release \`${tag}\``,
      octokit.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { owner, repo, tag }),
    )
  return {
    async main() {
      const { data } = await ask('show the repository', octokit.request('GET /repos/{owner}/{repo}', { owner, repo }))
      const branch = data.default_branch
      const ref = await ask(
        `show the branch \`${branch}\``,
        octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { owner, repo, ref: `heads/${branch}` }),
      )
      return { branch, commit: ref.data.object.sha }
    },
    async release(tag) {
      const there = await byTag(tag)
      return there && published(there.data)
    },
    async ensureRelease({ tag, commit, title, body }) {
      const wanted = { name: title, body: cut(body, releaseBodyLimit, '\n\n…') }
      const what = `write the release \`${tag}\``
      const there =
        (await byTag(tag)) ??
        (await octokit
          .request('POST /repos/{owner}/{repo}/releases', {
            owner,
            repo,
            tag_name: tag,
            target_commitish: commit,
            ...wanted,
          })
          .catch(async (error: unknown) => {
            // 422: somebody was faster; then it is there now.
            const other = statusOf(error) === 422 ? await byTag(tag) : null
            if (!other) return await ask(what, Promise.reject<never>(error))
            return other
          }))
      const { id, name, body: text } = there.data
      if (name !== wanted.name || text?.replaceAll('\r\n', '\n') !== wanted.body)
        await ask(
          what,
          octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', {
            owner,
            repo,
            release_id: id,
            ...wanted,
          }),
        )
      return published(there.data)
    },
    async ensureAsset(releaseId, { name, contentType, content }) {
      const where = { owner, repo, release_id: releaseId }
      const assets = await ask(
        'list the assets of a release',
        composePaginateRest(octokit, 'GET /repos/{owner}/{repo}/releases/{release_id}/assets', {
          ...where,
          per_page: 100,
        }),
      )
      const there = assets.find((asset) => asset.name === name)
      if (there?.state === 'uploaded') return
      // An upload that broke off leaves an asset in state `starter`, which blocks the name.
      if (there)
        await ask(
          'remove half an asset',
          octokit.request('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', {
            owner,
            repo,
            asset_id: there.id,
          }),
        )
      const release = await ask(
        'show a release',
        octokit.request('GET /repos/{owner}/{repo}/releases/{release_id}', where),
      )
      // A template (RFC 6570) on another host: `https://uploads.github.com/…/assets{?name,label}`.
      const url = `${release.data.upload_url.replace(/\{.*$/, '')}?name=${encodeURIComponent(name)}`
      await ask(
        `upload the asset \`${name}\``,
        octokit.request(`POST ${url}`, { headers: { 'content-type': contentType }, data: Buffer.from(content) }),
      )
    },
    async ensureDeployment({ environment, commit, digest, description }) {
      const where = { owner, repo, environment, sha: commit, task }
      const listed = await ask(
        'list the deployments',
        octokit.request('GET /repos/{owner}/{repo}/deployments', { ...where, per_page: 1 }),
      )
      const there = listed.data[0]
      if (there) return { id: Number(there.id), state: await newestState(github, Number(there.id)) }
      const { data } = await ask(
        `create a deployment to \`${environment}\``,
        octokit.request('POST /repos/{owner}/{repo}/deployments', {
          owner,
          repo,
          ref: commit,
          task,
          environment,
          description: cut(description, descriptionLimit),
          payload: { digest },
          auto_merge: false,
          required_contexts: [],
        }),
      )
      // With `auto_merge: false` GitHub never answers with a merge message instead of a deployment.
      assert('id' in data)
      return { id: Number(data.id), state: null }
    },
    async reportDeployment(id, state, description) {
      if ((await newestState(github, id)) === state) return
      await ask(
        'report on a deployment',
        octokit.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
          owner,
          repo,
          deployment_id: id,
          state,
          description: cut(description, descriptionLimit),
        }),
      )
    },
    async deployments(environment) {
      const { data } = await ask(
        'list the deployments',
        octokit.request('GET /repos/{owner}/{repo}/deployments', { owner, repo, environment, task, per_page: 30 }),
      )
      return await Promise.all(
        data.map(async (deployment) => ({
          environment,
          commit: deployment.sha,
          digest: digestOf(deployment.payload),
          description: deployment.description ?? '',
          id: Number(deployment.id),
          state: await newestState(github, Number(deployment.id)),
          createdAt: deployment.created_at,
        })),
      )
    },
    ensureProposal: (proposal) => ensureProposal(github, proposal),
  }
}

function published(release: {
  readonly id: number
  readonly html_url: string
  readonly assets: readonly { readonly name: string; readonly state: string }[]
}): PublishedRelease {
  const whole = release.assets.filter(({ state }) => state === 'uploaded')
  return { id: release.id, url: release.html_url, assets: whole.map(({ name }) => name) }
}

async function newestState({ octokit, owner, repo }: GitHubRepository, id: number): Promise<DeploymentState | null> {
  const { data } = await ask(
    'list the statuses of a deployment',
    octokit.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      owner,
      repo,
      deployment_id: id,
      per_page: 1,
    }),
  )
  const state = data[0]?.state
  if (state === undefined) return null
  if (state === 'success' || state === 'inactive') return 'success' // inactive: it succeeded, and another followed
  return state === 'failure' || state === 'error' ? 'failure' : 'in_progress'
}

/** The payload is what we sent; GitHub gives it back as an object, older servers as text. */
function digestOf(payload: unknown): ForgeDeployment['digest'] {
  const value: unknown = typeof payload === 'string' && payload.startsWith('{') ? JSON.parse(payload) : payload
  const digest = typeof value === 'object' && value !== null && 'digest' in value ? value.digest : ''
  return typeof digest === 'string' ? digest : ''
}
