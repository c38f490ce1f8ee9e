import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { fileSource } from '#git/file-source.ts'
import { gitSource } from '#git/snapshot-source.ts'
import { snapshotUnreadable } from '#snapshot/errors.ts'
import type { SnapshotSource } from '#snapshot/source.ts'
import { memorySource } from '../gateway/stage.ts'
import { gitEnv, scratchFolder, scratchRepository } from '../git/scratch.ts'

interface Case {
  readonly source: SnapshotSource
  /** Makes `text` what the source gives. */
  put(text: string): void
  /** Makes the source unreadable. */
  takeAway(): void
}

// What every SnapshotSource holds to.
const implementations: Readonly<Record<string, (t: TestContext) => Case>> = {
  'the memory of the tests': () => {
    const memory = memorySource(snapshotUnreadable('memory', 'empty'))
    return {
      source: memory.source,
      put: (text) => memory.set(text),
      takeAway: () => memory.set(snapshotUnreadable('memory', 'gone')),
    }
  },
  'a file': (t) => {
    const path = join(scratchFolder(t), 'served.json')
    return { source: fileSource(path, 20), put: (text) => writeFileSync(path, text), takeAway: () => rmSync(path) }
  },
  'a folder': (t) => {
    const dir = join(scratchFolder(t), 'out')
    return {
      source: fileSource(dir, 20),
      put(text) {
        mkdirSync(dir, { recursive: true })
        writeFileSync(join(dir, 'gateway.json'), text)
      },
      takeAway: () => rmSync(dir, { recursive: true }),
    }
  },
  'a branch': (t) => {
    const origin = scratchRepository(t)
    origin.git('checkout', '--quiet', '-b', 'deploy/prod')
    return {
      source: gitSource({
        url: origin.dir,
        branch: 'deploy/prod',
        dir: join(scratchFolder(t), 'mirror'),
        env: gitEnv,
        poll: 20,
      }),
      put: (text) => void origin.commit({ 'gateway.json': text }),
      takeAway: () => void origin.commit({ 'gateway.json': null }),
    }
  },
}

for (const [name, create] of Object.entries(implementations)) {
  test(`${name} gives the text as it is now`, async (t) => {
    const { source, put } = create(t)
    put('one')
    assert.equal(String(await source.read()), 'one')
    put('two, which is longer')
    assert.equal(String(await source.read()), 'two, which is longer')
  })

  test(`${name} says what to do when there is nothing to read, and reads again when there is`, async (t) => {
    const { source, put, takeAway } = create(t)
    put('one')
    takeAway()
    await assert.rejects(source.read(), (error) => {
      assert(error instanceof ApigovError)
      assert.equal(error.code, 'APIGOV_SNAPSHOT_UNREADABLE')
      assert(error.message.includes(`\`${source.name}\``), error.message)
      return true
    })
    put('back')
    assert.equal(String(await source.read()), 'back')
  })

  test(`${name} calls after a change until it is told to stop`, async (t) => {
    const { source, put } = create(t)
    put('one')
    // A call may come once too often: what counts is that a read after one of them gives what was put.
    let seen = (_text: string) => {}
    const stop = source.watch(() => {
      source.read().then(
        (bytes) => seen(String(bytes)),
        () => undefined, // it may be in the middle of being written
      )
    })
    t.after(stop)
    for (const text of ['two, longer', 'three, longer still']) {
      const arrived = new Promise<void>((resolve) => {
        seen = (read) => {
          if (read === text) resolve()
        }
      })
      put(text)
      await arrived
    }
    stop()
  })
}

test('a branch refuses addresses that are options, run programs or show a password', () => {
  for (const url of ['--upload-pack=x', 'ext::sh -c x', 'https://a:secret@git.acme.example/x'])
    assert.throws(() => gitSource({ url, branch: 'b', dir: '/nonexistent', env: gitEnv, poll: 1000 }), {
      code: 'APIGOV_GIT_URL_REFUSED',
    })
})
