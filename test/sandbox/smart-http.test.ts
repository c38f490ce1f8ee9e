import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { tokenWith } from './installation.ts'
import { company, receiver } from './stage.ts'

test('what is public is cloned by anyone and pushed to only by who may', async (t) => {
  const { git, remote, grace, eve, dir } = await company(t)
  await git('clone', '-q', remote(), 'work')
  writeFileSync(join(dir, 'work/a.txt'), 'two\n')
  await git('-C', 'work', 'commit', '-qam', 'Two')
  await assert.rejects(
    git('-C', 'work', 'push', remote(), 'HEAD:topic'),
    /could not read Username|Authentication failed/,
  )
  await assert.rejects(git('-C', 'work', 'push', remote('nonsense'), 'HEAD:topic'), /Authentication failed/)
  await assert.rejects(
    git('-C', 'work', 'push', remote(eve), 'HEAD:topic'),
    /Permission to acme\/catalog\.git denied to eve/,
  )
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD:topic')
  const tip = await git('-C', 'work', 'rev-parse', 'HEAD')
  assert.match(await git('ls-remote', remote()), new RegExp(`${tip}\\s+refs/heads/topic`))
})

test('what is private is not there for who may not see it', async (t) => {
  const { sandbox, git, remote, grace, eve, call } = await company(t)
  await sandbox.addRepository('acme', 'secret', { private: true })
  await assert.rejects(git('ls-remote', remote(undefined, 'acme/secret')), /could not read Username/)
  await assert.rejects(git('ls-remote', remote(eve, 'acme/secret')), /not found/)
  assert.match(await git('ls-remote', remote(grace, 'acme/secret')), /refs\/heads\/main/)
  assert.equal((await call('GET', '/repos/acme/secret', eve)).status, 404)
})

test('an installation pushes with contents: write and no less', async (t) => {
  const { sandbox, git, remote, dir } = await company(t)
  await git('clone', '-q', remote(), 'work')
  writeFileSync(join(dir, 'work/a.txt'), 'two\n')
  await git('-C', 'work', 'commit', '-qam', 'Two')
  const reads = await tokenWith(sandbox, 'reader', { contents: 'read' })
  const writes = await tokenWith(sandbox, 'writer', { contents: 'write' })
  await assert.rejects(git('-C', 'work', 'push', remote(reads), 'HEAD:topic'), /denied to reader\[bot\]/)
  await git('-C', 'work', 'push', '-q', remote(writes), 'HEAD:topic')
})

test('a push moves its proposal, and who is subscribed hears of both; a forced one says so', async (t) => {
  const { sandbox, git, remote, ada, grace, dir, call } = await company(t)
  const { url, heard } = await receiver(t)
  const app = sandbox.registerApp({
    name: 'listener',
    webhookUrl: url,
    permissions: { contents: 'read', pull_requests: 'read' },
    events: ['push', 'create', 'delete', 'pull_request'],
  })
  sandbox.installApp(app.appId, 'acme', 'all')
  await git('clone', '-q', remote(), 'work')
  const commit = async (text: string, ...options: string[]) => {
    writeFileSync(join(dir, 'work/a.txt'), text)
    await git('-C', 'work', 'commit', '-qam', text.trim(), ...options)
    return git('-C', 'work', 'rev-parse', 'HEAD')
  }
  const first = await commit('two\n')
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD:topic')
  await call('POST', '/repos/acme/catalog/pulls', grace, { title: 'Two', head: 'topic', base: 'main' })
  await sandbox.settle()
  heard.length = 0

  const second = await commit('three\n', '--amend')
  await git('-C', 'work', 'push', '-qf', remote(grace), 'HEAD:topic')
  assert.match(await git('ls-remote', remote()), new RegExp(`${second}\\s+refs/pull/1/head`))
  await git('-C', 'work', 'push', '-q', remote(grace), ':topic')
  await sandbox.settle()
  const story = heard.map(({ event, payload }) => [
    event,
    payload['action'] ?? payload['ref'],
    payload['before'] ?? null,
    payload['forced'] ?? null,
  ])
  assert.deepEqual(
    new Set(story),
    new Set([
      ['push', 'refs/heads/topic', first, true],
      ['pull_request', 'synchronize', first, null],
      ['delete', 'topic', null, null],
      ['push', 'refs/heads/topic', second, false],
      ['pull_request', 'closed', null, null],
    ]),
  )
  assert.equal((await call('GET', '/repos/acme/catalog/pulls/1', ada)).body['state'], 'closed')
})

test('a branch merged by hand and pushed takes its proposal with it', async (t) => {
  const { git, remote, ada, grace, dir, call } = await company(t)
  await git('clone', '-q', remote(), 'work')
  writeFileSync(join(dir, 'work/a.txt'), 'two\n')
  await git('-C', 'work', 'commit', '-qam', 'Two')
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD:topic')
  await call('POST', '/repos/acme/catalog/pulls', grace, { title: 'Two', head: 'topic', base: 'main' })
  await git('-C', 'work', 'push', '-q', remote(ada), 'HEAD:main')
  const { body } = await call('GET', '/repos/acme/catalog/pulls/1', ada)
  assert.deepEqual([body['state'], body['merged']], ['closed', true])
})

test('the refs of proposals belong to the server', async (t) => {
  const { git, remote, ada } = await company(t)
  await git('clone', '-q', remote(), 'work')
  await assert.rejects(git('-C', 'work', 'push', remote(ada), 'HEAD:refs/pull/1/head'), /deny updating a hidden ref/)
})

test('a protected branch moves by proposals whose required checks are green', async (t) => {
  const { sandbox, git, remote, ada, grace, dir, call } = await company(t)
  await sandbox.protectBranch('acme', 'catalog', 'main', { requiredChecks: ['apigov / policy'], requiredApprovals: 1 })
  const app = await tokenWith(sandbox, 'judge', { checks: 'write' })
  await git('clone', '-q', remote(), 'work')
  writeFileSync(join(dir, 'work/a.txt'), 'two\n')
  await git('-C', 'work', 'commit', '-qam', 'Two')
  await assert.rejects(git('-C', 'work', 'push', remote(grace), 'HEAD:main'), /GH006: Protected branch update failed/)
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD:topic')
  await call('POST', '/repos/acme/catalog/pulls', grace, { title: 'Two', head: 'topic', base: 'main' })
  const merge = async () => {
    const { status, body } = await call('PUT', '/repos/acme/catalog/pulls/1/merge', ada, {})
    return [status, body['message']]
  }
  assert.deepEqual(await merge(), [405, 'Required status check "apigov / policy" is expected.'])
  const head_sha = await git('-C', 'work', 'rev-parse', 'HEAD')
  await call('POST', '/repos/acme/catalog/check-runs', app, {
    name: 'apigov / policy',
    head_sha,
    conclusion: 'failure',
  })
  assert.deepEqual(await merge(), [405, 'Required status check "apigov / policy" is expected.'])
  await call('POST', '/repos/acme/catalog/check-runs', app, {
    name: 'apigov / policy',
    head_sha,
    conclusion: 'success',
  })
  assert.deepEqual(await merge(), [405, 'At least 1 approving review is required by reviewers with write access.'])
  await call('POST', '/repos/acme/catalog/pulls/1/reviews', ada, { event: 'APPROVE' })
  assert.deepEqual(await merge(), [200, 'Pull Request successfully merged'])
})

test('a client that goes away in the middle of a push does not keep the next one waiting', async (t) => {
  const { sandbox, git, remote, grace, dir } = await company(t)
  const { port } = new URL(sandbox.url)
  const credential = Buffer.from(`x-access-token:${grace}`).toString('base64')
  const socket = connect(Number(port), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write(
    `POST /acme/catalog.git/git-receive-pack HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${credential}\r\n` +
      'Content-Type: application/x-git-receive-pack-request\r\nContent-Length: 1000\r\n\r\n00',
    () => socket.end(),
  )
  await git('clone', '-q', remote(), 'work')
  writeFileSync(join(dir, 'work/a.txt'), 'two\n')
  await git('-C', 'work', 'commit', '-qam', 'Two')
  await git('-C', 'work', 'push', '-q', remote(grace), 'HEAD:topic')
})
