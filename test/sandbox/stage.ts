/** A sandbox with a small company in it, a folder to work in, and a receiver for webhooks. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { type Sandbox, type SandboxOptions, startSandbox } from '#sandbox/sandbox.ts'

/** A folder that is gone after the test. */
export function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'apigov-sandbox-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export interface Company {
  readonly sandbox: Sandbox
  readonly dir: string
  /** Tokens: ada administers acme, grace is a member of it, eve is neither. */
  readonly ada: string
  readonly grace: string
  readonly eve: string
  call(
    method: string,
    path: string,
    token?: string,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** Git in the work folder; its address for a person is `remote(token)`. */
  git(...args: string[]): Promise<string>
  remote(token?: string, repository?: string): string
}

export async function company(t: TestContext, options: Partial<SandboxOptions> = {}): Promise<Company> {
  const dir = folder(t)
  const sandbox = await startSandbox({ dir: join(dir, 'data'), ...options })
  t.after(() => sandbox.close())
  const [ada, grace, eve] = ['ada', 'grace', 'eve'].map((login) => sandbox.addUser(login).token)
  assert.ok(ada && grace && eve)
  sandbox.addOrganization('acme', [
    { login: 'ada', role: 'admin' },
    { login: 'grace', role: 'member' },
  ])
  await sandbox.addRepository('acme', 'catalog', { files: { 'a.txt': 'one\n' } })
  const git = async (...args: string[]) => {
    const env = {
      PATH: process.env['PATH'],
      HOME: dir,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 'test@example.com',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 'test@example.com',
    }
    const { stdout, stderr } = await promisify(execFile)('git', args, { cwd: dir, env })
    return (stdout + stderr).trim()
  }
  return {
    sandbox,
    dir,
    ada,
    grace,
    eve,
    git,
    remote: (token, repository = 'acme/catalog') =>
      `${sandbox.url.replace('//', token === undefined ? '//' : `//x-access-token:${token}@`)}/${repository}.git`,
    async call(method, path, token, body) {
      const response = await fetch(sandbox.apiUrl + path, {
        method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
    },
  }
}

export interface Heard {
  readonly event: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly payload: Record<string, unknown>
}

/** A server that hears webhooks and answers with `status`. */
export async function receiver(
  t: TestContext,
  status = 200,
): Promise<{ readonly url: string; readonly heard: Heard[] }> {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    heard.push({
      event: String(request.headers['x-github-event']),
      headers: request.headers,
      text,
      payload: JSON.parse(text),
    })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard }
}
