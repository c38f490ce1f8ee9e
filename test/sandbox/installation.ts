import assert from 'node:assert/strict'
import type { Sandbox } from '#sandbox/sandbox.ts'
import { jwtOf } from './target.ts'

/** The token of a new App with these permissions, installed on all of acme. */
export async function tokenWith(
  sandbox: Sandbox,
  name: string,
  permissions: Readonly<Record<string, 'read' | 'write'>>,
): Promise<string> {
  const app = sandbox.registerApp({ name, permissions, events: [] })
  const { installationId } = sandbox.installApp(app.appId, 'acme', 'all')
  const response = await fetch(`${sandbox.apiUrl}/app/installations/${installationId}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwtOf({ id: app.appId, privateKeyPem: app.privateKeyPem })}` },
  })
  assert.equal(response.status, 201)
  const { token } = Object(await response.json())
  return String(token)
}
