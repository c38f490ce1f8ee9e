import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { readerInThread } from '#process/snapshot-thread.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { ContentBuilder, partsOf } from '#snapshot/change.ts'
import { readerHere, type SnapshotReader } from '#snapshot/reader.ts'
import { signerWith } from '#snapshot/signature.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, routeOf, snapshotOf } from '../gateway/stage.ts'

// What every SnapshotReader holds to.
const implementations: Readonly<Record<string, typeof readerHere>> = {
  'in this thread': readerHere,
  'in a thread of its own': (publicKey) => readerInThread(publicKey, 0),
}

const route = (number: number, semver = '1.0.0') =>
  routeOf({ id: `a${number}/v1 *`, path: `/a${number}/*`, basePath: `/a${number}`, semver })
const contentWith = (routes: SnapshotContent['routes'], changes: Partial<SnapshotContent> = {}) =>
  contentOf(['http://10.0.0.1:9001'], { routes, ...changes })
const never = () => undefined

async function readAll(reader: SnapshotReader, content: SnapshotContent, text = snapshotText(snapshotOf(content))) {
  const reading = await reader.read(Buffer.from(text))
  assert('snapshot' in reading, JSON.stringify(reading))
  assert.deepEqual(reading.snapshot, snapshotOf(content))
  return reading
}

for (const [where, make] of Object.entries(implementations)) {
  test(`${where}, what is read is told as it follows from what is kept, and unchanged entries are the same objects`, async (t) => {
    const reader = make(undefined)
    t.after(() => reader.close())
    const long = 'x'.repeat(3_000)
    const first = Array.from({ length: 100 }, (_, n) => route(1000 + n, long))
    const contents = [
      contentWith(first),
      contentWith(first.with(7, route(1007, '2.0.0'))),
      contentWith(first.toSpliced(50, 20)),
      contentWith([route(1), ...first, route(2000)]),
      contentWith([], { contracts: [] }),
      contentWith(first.map(({ id }) => routeOf({ id }))),
    ]
    let kept: SnapshotContent | null = null
    for (const content of contents) {
      const { snapshot, change } = await readAll(reader, content)
      const builder = new ContentBuilder(kept, never)
      for (const part of partsOf(change)) await builder.add(structuredClone(part))
      assert.deepEqual(builder.content(), content)
      const before: unknown[] = kept?.routes.map((each) => JSON.stringify(each)) ?? []
      for (const each of snapshot.content.routes) {
        const at = before.indexOf(JSON.stringify(each))
        if (at >= 0) assert.equal(each, kept?.routes[at])
      }
      reader.keep()
      kept = snapshot.content
    }
  })

  test(`${where}, a change of one entry is told by that entry alone`, async (t) => {
    const reader = make(undefined)
    t.after(() => reader.close())
    const routes = [route(1), route(2), route(3)]
    await readAll(reader, contentWith(routes))
    reader.keep()
    const { change } = await readAll(reader, contentWith(routes.with(1, route(2, '2.0.0'))))
    assert.deepEqual(change.routes, [{ kept: [0, 1] }, { fresh: [route(2, '2.0.0')] }, { kept: [2, 3] }])
    assert.deepEqual(change.upstreams, [{ kept: [0, 1] }])
    assert.deepEqual(change.consumers, [])
  })

  test(`${where}, what was read and not kept changes nothing for what follows`, async (t) => {
    const reader = make(undefined)
    t.after(() => reader.close())
    await readAll(reader, contentWith([route(1)]))
    reader.keep()
    await readAll(reader, contentWith([route(2)]))
    const { change } = await readAll(reader, contentWith([route(1), route(2)]))
    assert.deepEqual(change.routes, [{ kept: [0, 1] }, { fresh: [route(2)] }])
  })

  test(`${where}, a text that was laid out by somebody else means the same`, async (t) => {
    const reader = make(undefined)
    t.after(() => reader.close())
    for (const indent of [null, 0, 2, null, 2]) {
      const content = contentWith([route(1, String(indent)), route(2)])
      const snapshot = snapshotOf(content)
      await readAll(reader, content, indent === null ? snapshotText(snapshot) : JSON.stringify(snapshot, null, indent))
      reader.keep()
    }
  })

  test(`${where}, bad texts are refused with the reason, and the next good one is read`, async (t) => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const reader = make(publicKey)
    t.after(() => reader.close())
    const reasonOf = async (text: string) => {
      const reading = await reader.read(Buffer.from(text))
      return 'refusal' in reading ? reading.refusal.reason : null
    }
    const sign = signerWith(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const kept = snapshotOf(contentWith([route(0)]))
    assert.equal(await reasonOf(snapshotText({ ...kept, signature: sign(kept) })), null)
    reader.keep()
    const snapshot = snapshotOf(contentWith([route(1)]))
    const signature = sign(snapshot)
    assert.match((await reasonOf(snapshotText(snapshot).slice(0, -20))) ?? '', /not JSON/)
    assert.equal(
      await reasonOf(snapshotText(snapshot)),
      'the snapshot is not signed, and this gateway wants a signature',
    )
    const wrong = snapshotText({ ...snapshot, signature, environment: 'dev' })
    assert.equal(await reasonOf(wrong), 'the signature of the snapshot is wrong')
    const digest = snapshotText({ ...snapshot, signature }).replace('"semver":"1.0.0"', '"semver":"1.0.1"')
    assert.equal(await reasonOf(digest), 'the content of the snapshot does not match its digest')
    assert.equal(await reasonOf(snapshotText({ ...snapshot, signature })), null)
  })
}
