/**
 * The suite against GitHub itself: `GITHUB_TOKEN=… GITHUB_REPOSITORY=owner/name npm run test:github`. It leaves branches, issues,
 * proposals and releases behind, so the repository should be one for the purpose. `GITHUB_REVIEWER_TOKEN` adds a second person,
 * `GITHUB_APP_ID` with `GITHUB_APP_KEY` (PEM) an App, `GITHUB_TEAM=slug/login` a team with a member; what needs one of them is
 * only asked where it is given.
 */
import assert from 'node:assert/strict'
import { githubSuite } from './github-suite.ts'
import type { Target } from './target.ts'

const { env } = process
const [owner, repo] = (env['GITHUB_REPOSITORY'] ?? '').split('/')
assert.ok(env['GITHUB_TOKEN'] && owner && repo, 'Set GITHUB_TOKEN and GITHUB_REPOSITORY=owner/name')
const [slug, member] = (env['GITHUB_TEAM'] ?? '').split('/')
const reviewer = env['GITHUB_REVIEWER_TOKEN']
const app =
  env['GITHUB_APP_ID'] && env['GITHUB_APP_KEY']
    ? { id: Number(env['GITHUB_APP_ID']), privateKeyPem: env['GITHUB_APP_KEY'] }
    : undefined

const target: Target = {
  api: env['GITHUB_API_URL'] ?? 'https://api.github.com',
  uploads: env['GITHUB_UPLOADS_URL'] ?? 'https://uploads.github.com',
  owner,
  repo,
  author: env['GITHUB_TOKEN'],
  ...(reviewer !== undefined && { reviewer }),
  ...(app !== undefined && { app }),
  ...(slug && member && { team: { slug, member } }),
}

githubSuite(() => target, {
  app: app !== undefined,
  reviewer: reviewer !== undefined,
  team: app !== undefined && target.team !== undefined,
})
