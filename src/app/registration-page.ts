/** The pages of registering the App. They run no script and load nothing: forms, a line of style, and a policy that says so. */
import { createHash } from 'node:crypto'
import { type Html, html, rawHtml } from '../base/html.ts'
import type { AppManifest } from './app-manifest.ts'

/** What the person has entered, as text. */
export interface Wish {
  readonly github: string
  readonly organisation: string
  readonly publicUrl: string
}

export function formPage(token: string, { github, organisation, publicUrl }: Wish, problem: string | null): Html {
  return page(
    'Register the App',
    html`
      <p>This apigov has no GitHub App yet. GitHub makes one, and nobody has to copy a key.</p>
      ${problem !== null && html`<p class="problem" role="alert">${problem}.</p>`}
      <form method="post" action="register">
        <input type="hidden" name="token" value="${token}">
        <label>GitHub <input name="github" value="${github}" required></label>
        <small>github.com, or the host of your Enterprise Server.</small>
        <label>Organisation <input name="organisation" value="${organisation}"></label>
        <small>Who owns the App, and whose repositories it can be installed on. Empty: you yourself.</small>
        <label>Public URL <input name="publicUrl" type="url" value="${publicUrl}" required></label>
        <small>Where GitHub reaches this server, as in https://apigov.acme.example.</small>
        <button>Go on</button>
      </form>`,
  )
}

export function confirmPage(target: URL, manifest: AppManifest): Html {
  return page(
    `Register it on ${target.host}`,
    html`
      <p>GitHub will show the App before it makes it. Its name must be free on ${target.host} and can be changed there.</p>
      <table>
        <tr><th>Name</th><td>${manifest.name}</td></tr>
        <tr><th>Webhooks to</th><td>${manifest.hook_attributes.url}</td></tr>
        <tr><th>Permissions</th><td>${listed(Object.entries(manifest.default_permissions).map((one) => one.join(': ')))}</td></tr>
        <tr><th>Events</th><td>${listed(manifest.default_events)}</td></tr>
      </table>
      <form method="post" action="${target.href}">
        <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}">
        <button>Register on ${target.host}</button>
      </form>`,
  )
}

export function registeredPage(name: string, installUrl: string): Html {
  return page(
    `${name} is registered`,
    html`
      <p>Its key is kept in the data folder and shown nowhere. The App is starting on this address.</p>
      <p><a href="${installUrl}">Install it on your repositories</a></p>`,
  )
}

export function refusalPage(title: string, text: string): Html {
  return page(title, html`<p>${text}</p>`)
}

/** The headers that go with every page. `formTarget`: the origin that a form of it may be sent to, beside our own. */
export function pageHeaders(formTarget = ''): Readonly<Record<string, string>> {
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' ${formTarget}; base-uri 'none'; frame-ancestors 'none'`,
    // The address of the first page holds the token: others hear of our origin only.
    'referrer-policy': 'strict-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
}

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; color: #1f2328; }
  label { display: block; margin-top: 1rem; font-weight: 600; }
  input { box-sizing: border-box; display: block; width: 100%; padding: .4rem; font: inherit; }
  button { margin-top: 1.5rem; padding: .5rem 1rem; font: inherit; }
  th { text-align: left; vertical-align: top; padding-right: 1rem; white-space: nowrap; }
  td { overflow-wrap: anywhere; }
  ul { margin: 0; padding: 0; list-style: none; }
  .problem { color: #a40e26; }
`

const listed = (items: readonly string[]) => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

function page(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title} – apigov</title>
    <style>${rawHtml(style)}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>${content}
    </main>
  </body>
</html>
`
}
