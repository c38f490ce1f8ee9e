import assert from 'node:assert/strict'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { load } from 'js-yaml'
import { main } from '#cli/main.ts'
import { startSandbox } from '#sandbox/sandbox.ts'
import { gitEnv, scratchFolder } from '../git/scratch.ts'

const manifest = load(readFileSync(resolve(import.meta.dirname, '../../app.yml'), 'utf8')) as {
  readonly name: string
  readonly default_permissions: object
  readonly default_events: readonly string[]
}

/** `apigov app` on a terminal of ours; ended with the test, if not before. */
function startCommand(t: TestContext, data: string, env: Readonly<Record<string, string>> = {}) {
  const ended = new AbortController()
  const shown = { stdout: '', stderr: '' }
  let heard = Promise.withResolvers<void>()
  const into = (stream: 'stdout' | 'stderr') => ({
    write(text: string) {
      shown[stream] += text
      heard.resolve()
      heard = Promise.withResolvers()
    },
  })
  const exit = main(['app', '--port', '0', '--data', data], {
    stdout: into('stdout'),
    stderr: into('stderr'),
    env: { ...gitEnv, ...env },
    cwd: data,
    signal: ended.signal,
  })
  const end = () => {
    ended.abort()
    return exit
  }
  t.after(end)
  return {
    shown,
    end,
    /** The first group of what stdout comes to say. */
    async says(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = pattern.exec(shown.stdout)?.[1]
        if (found) return found
        await Promise.race([heard.promise, exit.then(() => assert.fail(shown.stderr))])
      }
    },
  }
}

const setUp = /Register it on (\S+)\n/
const listening = /listens on (\S+)\n/

/** The data folder, an App that is not registered, and a GitHub with the organisation `acme`. */
async function startUnregistered(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const data = scratchFolder(t)
  const sandbox = await startSandbox({ dir: scratchFolder(t) })
  t.after(() => sandbox.close())
  sandbox.addUser('ada')
  sandbox.addOrganization('acme', [{ login: 'ada', role: 'admin' }])
  const command = startCommand(t, data, env)
  const page = new URL(await command.says(setUp))
  const enter = (fields: Readonly<Record<string, string>>) =>
    submit(new URL('/register', page), {
      token: page.searchParams.get('token') ?? '',
      github: sandbox.url,
      organisation: 'acme',
      publicUrl: page.origin,
      ...fields,
    })
  return { data, sandbox, command, page, enter }
}

/** Posts a form as a browser does, without following where it leads. */
async function submit(url: URL | string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const headers = { origin: new URL(url).origin }
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' })
}

/** The form of a page: where it leads and its hidden field. */
async function formOf(response: Response, field: string) {
  const text = (await response.text()).replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
  const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? assert.fail(text)
  const value = new RegExp(`name="${field}" value="(.*)">`).exec(text)?.[1] ?? assert.fail(text)
  return { action, value }
}

test('an App is registered in the browser, takes webhooks without a restart, and is itself again after one', async (t) => {
  const { data, sandbox, command, page, enter } = await startUnregistered(t)
  const first = await fetch(page)
  assert.equal(first.status, 200)
  assert.match(first.headers.get('content-security-policy') ?? '', /^default-src 'none'; .*frame-ancestors 'none'$/)
  assert.equal((await formOf(first, 'token')).value, page.searchParams.get('token'))

  const confirm = await formOf(await enter({}), 'manifest')
  const { name, hook_attributes, redirect_url, default_permissions, default_events } = JSON.parse(confirm.value)
  assert.deepEqual(
    { name, hook_attributes, redirect_url, default_permissions, default_events },
    {
      name: manifest.name,
      hook_attributes: { url: `${page.origin}/api/github/webhooks`, active: true },
      redirect_url: `${page.origin}/registered`,
      default_permissions: manifest.default_permissions,
      default_events: manifest.default_events,
    },
  )
  assert.ok(confirm.action.startsWith(`${sandbox.url}/organizations/acme/settings/apps/new?state=`))

  const back = (await submit(confirm.action, { manifest: confirm.value })).headers.get('location') ?? assert.fail()
  const registered = await fetch(back)
  assert.equal(registered.status, 200)
  const told = await registered.text()
  assert.ok(told.includes(`<a href="${sandbox.url}/apps/${name}/installations/new">`), told)

  const app = await command.says(listening)
  assert.equal(app, page.origin, 'it serves on where it was')
  const file = join(data, 'registration.json')
  const { appId, privateKey, webhookSecret, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
  assert.deepEqual(rest, { format: 1, github: sandbox.url })
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(readFileSync(join(data, '.gitignore'), 'utf8'), '/registration.json*\n')
  for (const secret of [webhookSecret, privateKey.split('\n')[1]])
    for (const text of [told, command.shown.stdout, command.shown.stderr]) assert.ok(!text.includes(secret))

  sandbox.installApp(appId, 'acme', 'all')
  await sandbox.settle()
  const statusOf = () => sandbox.deliveries(appId).map(({ event, statusCode }) => [event, statusCode])
  // GitHub pings when it has made the App, before it tells anybody the secret.
  assert.deepEqual(statusOf(), [
    ['ping', 404],
    ['installation', 202],
  ])
  assert.equal((await fetch(new URL('/registered?code=x&state=y', app))).status, 404, 'the set-up is gone')
  assert.equal(await command.end(), 0)
  assert.ok(!command.shown.stderr.includes('"level":50'), command.shown.stderr)

  const again = startCommand(t, data)
  assert.ok(await again.says(listening))
  assert.doesNotMatch(again.shown.stdout, setUp)
})

test('GitHub is reached through the proxy of the environment', async (t) => {
  // Only the proxy knows the host: whatever does not go through it fails.
  const host = 'github.acme.example'
  const asked: string[] = []
  let upstream = ''
  const proxy = createServer((request, response) => {
    const { method, headers } = request
    const url = new URL(request.url ?? '')
    asked.push(`${method} ${url.origin}${url.pathname.replace(/\/[\da-f]{40}\//, '/{code}/')}`)
    const onward = httpRequest(new URL(url.pathname, upstream), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
  t.after(() => proxy.close())
  const address = proxy.address()
  assert.ok(typeof address === 'object' && address)
  const env = { HTTP_PROXY: `http://127.0.0.1:${address.port}`, NO_PROXY: '127.0.0.1' }
  const { sandbox, command, enter } = await startUnregistered(t, env)
  upstream = sandbox.url

  const { action, value } = await formOf(await enter({ github: `http://${host}` }), 'manifest')
  const form = action.replace(`http://${host}`, sandbox.url) // the browser's own way is not ours to prove
  await fetch((await submit(form, { manifest: value })).headers.get('location') ?? assert.fail())
  await command.says(listening)
  assert.deepEqual(asked.slice(0, 1), [`POST http://${host}/api/v3/app-manifests/{code}/conversions`])
})

test('the page opens only with the token of the terminal', async (t) => {
  const { page, enter } = await startUnregistered(t)
  for (const token of ['', 'x', `${page.searchParams.get('token')}x`]) {
    assert.equal((await fetch(new URL(`/?token=${token}`, page))).status, 403)
    assert.equal((await enter({ token })).status, 403)
  }
})

test('a code is taken once, and only with the state of the journey under way', async (t) => {
  const { data, page, enter } = await startUnregistered(t)
  const comeBack = async (query: string) => (await fetch(new URL(`/registered?${query}`, page))).status
  assert.equal(await comeBack('code=x&state='), 403, 'nobody has set out')
  const stateOf = async () => new URL((await formOf(await enter({}), 'manifest')).action).searchParams.get('state')
  const old = await stateOf()
  const state = await stateOf()
  assert.notEqual(old, state)
  assert.equal(await comeBack(`code=x&state=${old}`), 403, 'another has set out since')
  assert.equal(await comeBack(`code=x&state=${state}`), 502, 'GitHub does not know the code')
  assert.equal(await comeBack(`code=x&state=${state}`), 403, 'the state is used up')
  assert.throws(() => statSync(join(data, 'registration.json')), { code: 'ENOENT' })
})

test('what cannot be is said beside the form, which keeps what was entered', async (t) => {
  const { enter } = await startUnregistered(t)
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{ github: 'github.com/acme' }, '`github.com/acme` is no host name, as in github.acme.example.'],
    [{ github: 'javascript://x' }, '`javascript://x` is no host name, as in github.acme.example.'],
    [{ organisation: '../x' }, '`../x` is no name of an organisation, as in github.com/acme.'],
    [{ publicUrl: 'https://me:pw@x' }, '`https://me:pw@x` is no http or https address.'],
    [{ publicUrl: '"><script>' }, '`&#34;&#62;&#60;script&#62;` is no http or https address.'],
  ]
  for (const [fields, problem] of cases) {
    const response = await enter(fields)
    const text = await response.text()
    assert.equal(response.status, 422)
    assert.ok(text.includes(`<p class="problem" role="alert">${problem}</p>`), text)
  }
})

test('on github.com the form leads to github.com, for an organisation or for oneself', async (t) => {
  const { enter } = await startUnregistered(t)
  const actionOf = async (organisation: string) => {
    const response = await enter({ github: 'github.com', organisation })
    assert.match(response.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/github\.com;/)
    return (await formOf(response, 'manifest')).action.replace(/=.*/, '')
  }
  assert.equal(await actionOf('acme'), 'https://github.com/organizations/acme/settings/apps/new?state')
  assert.equal(await actionOf(''), 'https://github.com/settings/apps/new?state')
})

test('an environment that tells of an App is never taken for a wish to register one', async (t) => {
  const data = scratchFolder(t)
  const { end, shown } = startCommand(t, data, { WEBHOOK_SECRET: 'a long one' })
  assert.equal(await end(), 2)
  assert.match(shown.stderr, /^error: The App cannot start without `APP_ID`\n/)
})

test('a registration that cannot be read is never replaced', async (t) => {
  const data = scratchFolder(t)
  const file = join(data, 'registration.json')
  writeFileSync(file, '{"format":1,"webhookSecret":"hunter2"')
  chmodSync(file, 0o600)
  const { end, shown } = startCommand(t, data)
  assert.equal(await end(), 2)
  assert.equal(
    shown.stderr,
    `error: The registration of the App in \`${file}\` cannot be read\n` +
      '  Restore the file from a backup, or delete it and the App on GitHub, and register again.\n' +
      '  (APIGOV_APP_REGISTRATION_UNREADABLE)\n',
  )
})
