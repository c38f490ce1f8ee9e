import assert from 'node:assert/strict'
import test from 'node:test'
import { snapshotText } from '#snapshot/canonical.ts'
import { parseSnapshot } from '#snapshot/read.ts'
import { readText } from '#snapshot/text.ts'
import { contentOf, routeOf, snapshotOf } from '../gateway/stage.ts'

const routes = ['a', 'b', 'c', 'd'].map((api) =>
  routeOf({ id: `${api}/v1 *`, api, path: `/${api}/*`, basePath: `/${api}` }),
)
const content = contentOf(['http://10.0.0.1:9001'], { routes })
const text = snapshotText(snapshotOf(content))
const never = () => undefined

function parsedAsWhole(candidate: string): unknown {
  try {
    return JSON.parse(candidate)
  } catch {
    return 'not JSON'
  }
}

test('a line at a time, a text means what JSON.parse says, however it was damaged', async () => {
  const lines = text.split('\n')
  const damaged = lines.flatMap((line, at) =>
    [
      [],
      [line, line],
      [`${line},`],
      [line.replace(',', '')],
      [line.replace(/,$/, '')],
      [`  ${line}`],
      [line.replace('"', '')],
      [`${line} 1`],
      [line.replace(/"id":"[^"]*"/, '"id":"x","id":"y"')],
      [line, '  "content": {'],
      ['    "routes": [', '      {}', '    ],', line],
      [line.replace('{', '{ ')],
    ].map((instead) => lines.toSpliced(at, 1, ...instead).join('\n')),
  )
  const reformatted = [
    JSON.stringify(JSON.parse(text)),
    JSON.stringify(JSON.parse(text), null, 2),
    `\n${text}`,
    `${text}x`,
  ]
  for (const candidate of [text, ...damaged, ...reformatted]) {
    const read = await readText(Buffer.from(candidate), { known: null, pause: never }).catch(() => ({
      value: 'not JSON',
    }))
    assert.deepEqual(read?.value, parsedAsWhole(candidate), candidate)
  }
})

test('of the reading before, unchanged entries are taken over, whatever came and went around them', async () => {
  const before = await readText(Buffer.from(text), { known: null, pause: never })
  assert(before)
  const [a, b, c, d] = (before.value as { content: typeof content }).content.routes
  const changed = { ...routeOf(), id: 'c/v1 *', api: 'c', path: '/elsewhere/*', basePath: '/elsewhere' }
  const added = { ...routeOf(), id: 'aa/v1 *', api: 'aa', path: '/aa/*', basePath: '/aa' }
  const next = contentOf(['http://10.0.0.1:9001'], { routes: [routes[0] ?? added, added, changed, routes[3] ?? added] })
  const after = await readText(Buffer.from(snapshotText(snapshotOf(next))), { known: before.lists, pause: never })
  assert(after)
  const read = (after.value as { content: typeof content }).content.routes
  assert.deepEqual(read, next.routes)
  assert.deepEqual(
    read.map((route) => [a, b, c, d].indexOf(route)),
    [0, -1, -1, 3],
  )
  assert.deepEqual(after.lists?.routes.fresh, [1, 2])
  assert.deepEqual([after.lists?.routes.isUnchanged, after.lists?.upstreams.isUnchanged], [false, true])
})

test('what is new beside what is known is checked like everything was', async () => {
  const before = await parseSnapshot(Buffer.from(text))
  assert('snapshot' in before)
  const reasonOf = async (changes: Parameters<typeof contentOf>[1]) => {
    const next = snapshotText(snapshotOf(contentOf(['http://10.0.0.1:9001'], { routes, ...changes })))
    const reading = await parseSnapshot(Buffer.from(next), { known: before.lists })
    return 'refusal' in reading ? reading.refusal.reason : null
  }
  assert.equal(await reasonOf({}), null)
  assert.equal(
    await reasonOf({ routes: [...routes, routeOf({ id: 'e/v1 *', upstream: 'e/main' })] }),
    'route `e/v1 *` goes to upstream `e/main`, which is not there',
  )
  assert.equal(await reasonOf({ upstreams: [] }), 'route `a/v1 *` goes to upstream `api/main`, which is not there')
  assert.match(
    (await reasonOf({ routes: [...routes, { ...routeOf(), id: '' }] })) ?? '',
    /malformed at `content.routes.4/,
  )
  assert.equal(await reasonOf({ routes: [...routes, ...routes.slice(3)] }), '`routes` has two entries `d/v1 *`')
})
