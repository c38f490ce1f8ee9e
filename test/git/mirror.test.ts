import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { openMirror } from '#git/mirror.ts'
import { gitEnv, scratchFolder, scratchRepository } from './scratch.ts'

test('a mirror has pull requests, and forgets branches that are gone', async (t) => {
  const origin = scratchRepository(t)
  const main = origin.commit({ 'a.txt': 'a' })
  origin.git('update-ref', 'refs/pull/7/head', main)
  origin.git('branch', 'topic')
  const mirror = await openMirror({ url: origin.dir, dir: join(scratchFolder(t), 'm'), env: gitEnv })
  t.after(() => mirror.close())
  await mirror.fetch()
  assert.equal(await mirror.resolve('refs/pull/7/head'), main)
  assert.equal(await mirror.resolve('topic'), main)
  origin.git('branch', '-D', 'topic')
  await Promise.all([mirror.fetch(), mirror.fetch(), mirror.fetch()])
  assert.equal(await mirror.resolve('topic'), null)
})

test('publishing on a branch that moved meanwhile is refused and writes nothing', async (t) => {
  const origin = scratchRepository(t)
  origin.commit({ 'a.txt': 'a' })
  const url = origin.dir
  const dir = scratchFolder(t)
  const [mine, theirs] = await Promise.all(
    ['mine', 'theirs'].map((name) => openMirror({ url, dir: join(dir, name), env: gitEnv })),
  )
  assert.ok(mine && theirs)
  t.after(() => Promise.all([mine.close(), theirs.close()]))
  await Promise.all([mine.fetch(), theirs.fetch()])
  const tip = await theirs.publish('deploy/dev', [{ path: 'f', content: 'theirs' }], 'm')
  await assert.rejects(mine.publish('deploy/dev', [{ path: 'f', content: 'mine' }], 'm'), {
    code: 'APIGOV_GIT_BRANCH_MOVED',
  })
  assert.equal(origin.git('rev-parse', 'deploy/dev'), tip)
  await mine.fetch()
  await mine.publish('deploy/dev', [{ path: 'f', content: 'mine' }], 'm')
  assert.equal(origin.git('show', 'deploy/dev:f'), 'mine')
})

test('a tag that another made meanwhile is fine where it leads to the same commit, else refused', async (t) => {
  const origin = scratchRepository(t)
  const first = origin.commit({ 'a.txt': 'a' })
  const second = origin.commit({ 'a.txt': 'b' })
  const mirror = await openMirror({ url: origin.dir, dir: join(scratchFolder(t), 'm'), env: gitEnv })
  t.after(() => mirror.close())
  await mirror.fetch()
  origin.git('tag', 'same', first)
  origin.git('tag', 'other', second)
  await mirror.tag('same', first, 'm')
  await assert.rejects(mirror.tag('other', first, 'm'), { code: 'APIGOV_GIT_TAG_TAKEN' })
  assert.equal((await mirror.tags()).get('other'), second)
})

test('hooks of the mirror do not run', async (t) => {
  const origin = scratchRepository(t)
  origin.commit({ 'a.txt': 'a' })
  const dir = join(scratchFolder(t), 'm')
  const mirror = await openMirror({ url: origin.dir, dir, env: gitEnv })
  t.after(() => mirror.close())
  for (const hook of ['pre-push', 'reference-transaction'])
    writeFileSync(join(dir, 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  await mirror.fetch()
  await mirror.publish('deploy/dev', [{ path: 'f', content: 'x' }], 'm')
})

test('the token goes as a header to the remote, and into no file, address or message', async (t) => {
  const heard: (string | undefined)[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.writeHead(403).end()
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/apis.git`
  const dir = join(scratchFolder(t), 'm')
  const mirror = await openMirror({ url, dir, env: gitEnv, credentials: async () => 'ghs_topsecret' })
  t.after(() => mirror.close())
  await assert.rejects(mirror.fetch(), (error: Error) => {
    assert.match(error.message, /The remote `http:.*` did not do what was asked/)
    assert.doesNotMatch(JSON.stringify([error.message, error.stack, error.cause]), /topsecret|eC1hY2Nlc3/)
    return true
  })
  assert.deepEqual([...new Set(heard)], [`Basic ${Buffer.from('x-access-token:ghs_topsecret').toString('base64')}`])
  const search = spawnSync('grep', ['-rlE', 'topsecret|eC1hY2Nlc3M', dir], { encoding: 'utf8' })
  assert.deepEqual([search.status, search.stdout], [1, ''], 'grep finds nothing')
})

test('addresses that run a program, are an option or hold a password are refused', async (t) => {
  const dir = scratchFolder(t)
  for (const url of ['--upload-pack=x', 'ext::sh -c x', 'https://user:secret@ghe.acme.example/a.git'])
    await assert.rejects(openMirror({ url, dir, env: gitEnv }), (error: Error & { code: string }) => {
      assert.equal(error.code, 'APIGOV_GIT_URL_REFUSED')
      assert.doesNotMatch(error.message, /secret/)
      return true
    })
})
