/** docs/sandbox.md: what the sandbox does and which page it follows, written from the routes themselves. */

import type { Route } from './route.ts'
import { routes } from './routes/index.ts'
import { seedingVerbs } from './seeding-routes.ts'

const doors: Readonly<Record<Route['door'], string>> = {
  public: 'anyone',
  app: 'the App, by JSON Web Token',
  installation: 'an App’s installation',
  token: 'a token',
  repository: 'anyone who may see the repository',
}

export function reference(): string {
  return `# The sandbox

\`apigov sandbox\` serves a local forge for building, showing and testing the App without GitHub. It holds real bare
repositories, which git itself serves and merges, and answers the part of GitHub's API that an App needs, as GitHub
Enterprise Server does: REST under \`/api/v3\`, uploads under \`/api/uploads\`, git at \`/<owner>/<repository>.git\`, pages for
people at \`/\`. An App reaches it with \`GHE_HOST=127.0.0.1:4000\` and \`GHE_PROTOCOL=http\`.

It may not be kinder than GitHub. Every call below names the page it follows; the tests hold each request, each answer and
each webhook against GitHub's own OpenAPI description, and the same suite runs against a real repository
(\`GITHUB_TOKEN=… GITHUB_REPOSITORY=owner/name npm run test:github\`).

## Behaviour that no single call shows

- **Tokens.** A user's token may do what the user may. An installation's token lasts an hour, reaches the repositories of the
  installation, does what it was granted (403 \`Resource not accessible by integration\`), and reads what is public.
  [Authenticating as a GitHub App installation](https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation)
- **An App's JSON Web Token** is RS256, at most ten minutes long, issued in the past.
  [Generating a JSON Web Token](https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app)
- **An App is registered** by a form with a manifest, sent to \`/organizations/<org>/settings/apps/new\` or \`/settings/apps/new\`.
  Nobody signs in here, so it is made without the click that GitHub waits for.
  [Registering a GitHub App from a manifest](https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest)
- **Webhooks** are signed (\`X-Hub-Signature-256\`), named by a GUID, sent at once and in no promised order. Ten seconds without
  an answer, or an answer other than 2xx, is a failed delivery. Nothing is sent again unless it is asked for.
  [Handling failed webhook deliveries](https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries)
- **An App hears** of repositories it is installed on, of events it subscribed to and may read; of requests to run its own
  checks again it hears unasked. [Webhook events and payloads](https://docs.github.com/webhooks/webhook-events-and-payloads)
- **A push**, over HTTP or by a call, makes \`push\`, \`create\` and \`delete\`, a check suite for each App that may write checks,
  and moves the proposals of its branch. More than three tags in one push make no events.
- **\`refs/pull/<n>/head\`** follows the proposal, \`refs/pull/<n>/merge\` its test merge; a push to them is refused.
- **Protected branches** take pushes from administrators only, and merges when required checks and approvals are there.
- **Lists** have 30 entries a page, at most 100, linked by the \`Link\` header.
  [Using pagination](https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api)

## What is not there

Whatever is not listed answers 404, so a caller finds out at once. Of what is listed, these are simpler than GitHub: commits are
never signed, rate limits stand still, teams give no access, milestones, assignees and review threads do not exist, secondary
limits are not applied.

## Seeding

What a person does in GitHub's settings pages is a JSON body sent to \`POST /_sandbox/<verb>\` by a process on the same machine.

${seedingVerbs.map(({ name, example }) => `- \`${name}\`: \`${JSON.stringify(example)}\``).join('\n')}

## Calls

${routes.map(section).join('\n\n')}
`
}

function section(route: Route): string {
  const needs =
    route.permissions.length === 0 ? '' : `, with ${route.permissions.map((one) => `\`${one}\``).join(' or ')}`
  const host = route.host === 'uploads' ? ' (under `/api/uploads`)' : ''
  const lines = route.behaviours.map((behaviour) => `- ${behaviour}`)
  const page = `[${route.docs.split('#')[1]?.replaceAll('-', ' ')}](https://docs.github.com/rest/${route.docs})`
  return [
    `### ${route.method} ${route.path}${host}`,
    '',
    `For ${doors[route.door]}${needs}. Follows ${page}.`,
    ...(lines.length > 0 ? ['', ...lines] : []),
  ].join('\n')
}
