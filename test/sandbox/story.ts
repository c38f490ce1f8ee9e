/** A proposal with everything a page can show: made through the API, as an App and people would. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tokenWith } from './installation.ts'
import type { Company } from './stage.ts'

export const hostile = '<script>document.title = "owned"</script><img src=x onerror="document.title=1">'

export async function tellStory({ sandbox, git, remote, ada, grace, dir, call }: Company): Promise<void> {
  const app = await tokenWith(sandbox, 'apigov', {
    contents: 'write',
    checks: 'write',
    issues: 'write',
    deployments: 'write',
  })
  const repo = '/repos/acme/catalog'
  await git('clone', '-q', remote(), 'work')
  await git('-C', 'work', 'checkout', '-q', '-b', 'payments/drop-coupon')
  const contract = (coupon: string) => `openapi: 3.1.0
info:
  title: Payments
  version: 2.3.0
paths:
  /charges:
    post:
      summary: Take a charge.
${coupon}      responses:
        "201": { description: Taken. }
`
  const path = 'openapi.yaml'
  writeFileSync(
    join(dir, 'work', path),
    contract('      parameters: [{ in: query, name: coupon, schema: { type: string } }]\n'),
  )
  await git('-C', 'work', 'add', '.')
  await git('-C', 'work', 'commit', '-qm', 'Describe payments')
  await git('-C', 'work', 'push', '-q', remote(ada), 'HEAD:main')
  writeFileSync(join(dir, 'work', path), contract(''))
  await git('-C', 'work', 'commit', '-qam', 'Drop the coupon parameter')
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD')
  const head_sha = await git('-C', 'work', 'rev-parse', 'HEAD')
  await call('POST', `${repo}/pulls`, grace, {
    title: 'payments: drop the coupon parameter',
    head: 'payments/drop-coupon',
    base: 'main',
    body: `Nobody sends \`coupon\` any more. See [the plan](https://example.com/plan).\n\n- [x] asked the web shop\n- [ ] changelog\n\n${hostile}`,
  })
  await call('POST', `${repo}/issues/1/labels`, grace, { labels: ['breaking'] })
  const check = (name: string, conclusion: string, output: object) =>
    call('POST', `${repo}/check-runs`, app, { name, head_sha, conclusion, output })
  await check('apigov / catalog', 'success', { title: 'The catalog is valid', summary: 'Nothing to say.' })
  await check('apigov / lint', 'neutral', {
    title: '1 warning',
    summary: 'One rule has something to say.',
    annotations: [
      {
        path,
        start_line: 3,
        end_line: 3,
        annotation_level: 'notice',
        title: 'info-contact',
        message: 'The API has no contact',
      },
    ],
  })
  await check('apigov / compatibility', 'failure', {
    title: '1 breaking change',
    summary: 'The semver of `payments/v2` must become **3.0.0**.',
    annotations: [
      {
        path,
        start_line: 8,
        end_line: 8,
        annotation_level: 'failure',
        title: 'request-parameter-removed',
        message: `The query parameter \`coupon\` was removed ${hostile}\nweb-shop declares that it sends it`,
      },
    ],
  })
  await call('POST', `${repo}/issues/1/comments`, app, {
    body: '<!-- apigov -->\n## One breaking change\n\n| API | change | bump |\n|---|---|---|\n| `payments/v2` | `coupon` removed from **POST /charges** | major |\n\n<details>\n<summary>Who would notice</summary>\n\n- web-shop\n- partner portal\n\n</details>\n\n```diff\n- coupon: string\n```',
  })
  await call('POST', `${repo}/pulls/1/reviews`, ada, {
    event: 'REQUEST_CHANGES',
    body: 'Please wait for the web shop.',
    comments: [{ path, line: 8, side: 'RIGHT', body: 'This line stays.' }],
  })
  const { body: release } = await call('POST', `${repo}/releases`, app, {
    tag_name: 'payments@2.3.0',
    name: 'Payments 2.3.0',
    target_commitish: 'main',
    body: '### Added\n\n- `POST /charges`',
  })
  await fetch(`${sandbox.url}/api/uploads${repo}/releases/${release['id']}/assets?name=payments-typescript-2.3.0.tgz`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app}`, 'content-type': 'application/gzip' },
    body: 'bytes',
  })
  const { body: deployment } = await call('POST', `${repo}/deployments`, app, {
    ref: 'main',
    environment: 'prod',
    required_contexts: [],
    description: 'sequence 7',
  })
  const report = (state: string, description: string) =>
    call('POST', `${repo}/deployments/${deployment['id']}/statuses`, app, { state, description })
  await report('in_progress', 'waiting for 2 nodes')
  await report('success', '2 nodes serve it')
}
