import assert from 'node:assert/strict'
import type http from 'node:http'
import test, { type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { generateApiKey } from '#snapshot/api-key.ts'
import { contentOf, raw, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from '../stage.ts'

type Listener = (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void
const [one, two] = [generateApiKey(), generateApiKey()]

/** An API whose answers are numbered by the requests that the upstream saw; `at` is the time in seconds. */
async function stageWith(t: TestContext, listener: Listener, config: object = {}, isOpen = true, more: object[] = []) {
  const seen: string[] = []
  const origin = await startUpstream(t, (request, response) => {
    seen.push(`${request.method} ${request.url}`)
    listener(request, response, seen.length)
  })
  const clock = { seconds: 1_800_000_000, now: () => clock.seconds * 1000 }
  const auth = isOpen ? ({ kind: 'none' } as const) : ({ kind: 'any', methods: ['api-key'] } as const)
  const content = contentOf([origin], {
    routes: [routeOf({ auth, plugins: [{ id: 'cache', config }, ...(more as { id: string; config: object }[])] })],
    consumers: [shopWith(one), { ...shopWith(two), id: 'tool' }],
    plans: [{ id: 'gold', limits: [] }],
  })
  const stage = await startStage(t, content, { clock, adminToken: 'operator' })
  const get = async (path = '/api/x', headers: http.OutgoingHttpHeaders = {}, method = 'GET') => {
    const { text, status, headers: got } = await send(stage.port, path, { headers, method })
    return { text, status, age: got['age'], headers: got }
  }
  const texts = async (...requests: (readonly [string, http.OutgoingHttpHeaders?])[]) => {
    const list: string[] = []
    for (const [path, headers] of requests) list.push((await get(path, headers)).text)
    return list
  }
  return { ...stage, content, get, texts, seen, clock }
}
const kept =
  (fields: http.OutgoingHttpHeaders = {}): Listener =>
  (_, response, count) =>
    response.writeHead(200, { 'cache-control': 'max-age=10', ...fields }).end(`answer ${count}`)

test('cache: an answer is given again while it is fresh, with its age; HEAD and addresses are told apart', async (t) => {
  const { get, seen, clock } = await stageWith(t, kept({ 'content-type': 'text/plain', age: '2' }))
  assert.equal((await get()).text, 'answer 1')
  clock.seconds += 7
  const again = await get()
  assert.deepEqual([again.text, again.age, again.headers['content-length']], ['answer 1', '9', '8'])
  const head = await get('/api/x', {}, 'HEAD')
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '8'])
  assert.equal((await get('/api/x?a')).text, 'answer 2')
  clock.seconds += 1
  assert.equal((await get()).text, 'answer 3')
  assert.equal(seen.length, 3)
})

const unkept: Readonly<Record<string, http.OutgoingHttpHeaders>> = {
  'says nothing of freshness': { 'cache-control': '' },
  'is private': { 'cache-control': 'private, max-age=10' },
  'must not be stored': { 'cache-control': 'max-age=10, NO-STORE' },
  'is to be asked for each time': { 'cache-control': 'no-cache, max-age=10' },
  'is stale for shared caches': { 'cache-control': 'max-age=10, s-maxage=0' },
  'gives two lifetimes, the first of which is over': { 'cache-control': 'max-age=0, max-age=10' },
  'has a lifetime that is none': { 'cache-control': 'max-age=10x' },
  'sets a cookie': { 'set-cookie': 'a=1' },
  'varies by everything': { vary: 'accept, *' },
  'expired when it came': { 'cache-control': 'max-age=10', age: '10' },
}
for (const [what, fields] of Object.entries(unkept))
  test(`cache: an answer that ${what} is not kept`, async (t) => {
    const { texts } = await stageWith(t, kept(fields))
    assert.deepEqual(await texts(['/api/x'], ['/api/x']), ['answer 1', 'answer 2'])
  })

test('cache: parts, errors of the upstream and what breaks off are not kept; `Expires` counts', async (t) => {
  const { get, texts } = await stageWith(t, (request, response, count) => {
    const url = request.url ?? ''
    if (url === '/error') response.writeHead(500, { 'cache-control': 'max-age=10' }).end(`answer ${count}`)
    else if (url === '/expires')
      response
        .writeHead(200, { date: 'Fri, 15 Jan 2027 08:00:00 GMT', expires: 'Fri, 15 Jan 2027 08:00:10 GMT' })
        .end(`answer ${count}`)
    else {
      response.writeHead(200, { 'cache-control': 'max-age=10', 'content-length': 100 }).write('half')
      setTimeout(() => response.destroy(), 20)
    }
  })
  assert.deepEqual(await texts(['/api/error'], ['/api/error']), ['answer 1', 'answer 2'])
  assert.deepEqual(await texts(['/api/expires'], ['/api/expires']), ['answer 3', 'answer 3'])
  await assert.rejects(get('/api/half'))
  await assert.rejects(get('/api/half'))
})

test('cache: what the answer varies by is compared, whatever order it comes in', async (t) => {
  const { texts } = await stageWith(t, kept({ vary: 'Accept-Language, X-Tenant' }))
  const asked = (language: string, tenant?: string) =>
    ['/api/x', { 'accept-language': language, ...(tenant === undefined ? {} : { 'x-tenant': tenant }) }] as const
  assert.deepEqual(
    await texts(asked('de'), asked('en'), asked('de'), asked('en', 'a'), asked('en'), asked('en', 'a')),
    [...['answer 1', 'answer 2', 'answer 1', 'answer 3', 'answer 2', 'answer 3']],
  )
})

test('cache: nobody gets what was made for somebody else, but where the upstream calls it public', async (t) => {
  const [mine, theirs] = [{ 'x-api-key': one.key }, { 'x-api-key': two.key }]
  const requests = [
    ['/api/x', mine],
    ['/api/x', theirs],
    ['/api/x', mine],
  ] as const
  const own = await stageWith(t, kept(), {}, false)
  assert.deepEqual(await own.texts(...requests), ['answer 1', 'answer 2', 'answer 3'])
  const published = await stageWith(t, kept({ 'cache-control': 'public, max-age=10' }), {}, false)
  assert.deepEqual(await published.texts(...requests), ['answer 1', 'answer 1', 'answer 1'])
  assert.equal((await published.get()).status, 401)
  const shared = await stageWith(t, kept({ 'cache-control': 's-maxage=10' }), {}, false)
  assert.deepEqual(await shared.texts(...requests), ['answer 1', 'answer 1', 'answer 1'])
  const each = await stageWith(t, kept(), { by: 'consumer' }, false)
  assert.deepEqual(await each.texts(...requests), ['answer 1', 'answer 2', 'answer 1'])
  const users = ['a', 'b', 'a'].map((user) => ['/api/x', { ...mine, cookie: `user=${user}` }] as const)
  assert.deepEqual(await each.texts(...users), ['answer 3', 'answer 4', 'answer 3'])
  const open = await stageWith(t, kept())
  const tokens = ['a', 'b', 'a'].map((user) => ['/api/x', { authorization: `Bearer ${user}` }] as const)
  assert.deepEqual(await open.texts(...tokens), ['answer 1', 'answer 2', 'answer 3'])
})

test('cache: fields that change the answer and are not in the address cannot poison it', async (t) => {
  const { texts, seen, port } = await stageWith(t, (request, response, count) => {
    const { host, 'x-forwarded-host': forwarded = host, 'x-original-url': url = '' } = request.headers
    response.writeHead(200, { 'cache-control': 'max-age=10' }).end(`${count} ${forwarded} ${url}`)
  })
  const host = 'a.example'
  const evil = { host, 'x-forwarded-host': 'evil.example', 'x-original-url': '/admin', forwarded: 'host=evil.example' }
  assert.deepEqual(
    await texts(['/api/x', evil], ['/api/x', { host }], ['/api/x', { host, 'x-forwarded-host': 'evil' }]),
    [...['1 a.example /admin', '2 a.example ', '2 a.example ']],
  )
  assert.deepEqual(await texts(['/api/x', { host: 'evil.example' }], ['/api/x', { host }]), [
    '3 evil.example ',
    '2 a.example ',
  ])
  const fat = `GET /api/x HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\ncontent-length: 4\r\n\r\nevil`
  assert.match(await raw(port, fat), /\r\n4 a\.example \r\n/)
  for (const name of ['x-http-method-override', 'range', 'if-match'])
    await texts(['/api/x', { host, [name]: 'DELETE' }])
  assert.equal(seen.length, 7)
  assert.deepEqual(await texts(['/api/x', { host }], ['/api/y/../x', { host }], ['/api/%78', { host }]), [
    ...['2 a.example ', '2 a.example ', '2 a.example '],
  ])
})

test('cache: who has the answer already is told that it is unchanged', async (t) => {
  const { get, seen } = await stageWith(t, kept({ etag: '"v1"', 'last-modified': 'Fri, 15 Jan 2027 08:00:00 GMT' }))
  await get()
  const statusOf = async (headers: http.OutgoingHttpHeaders) => (await get('/api/x', headers)).status
  assert.deepEqual(
    [
      await statusOf({ 'if-none-match': '"v0", W/"v1"' }),
      await statusOf({ 'if-none-match': '"v2"', 'if-modified-since': 'Fri, 15 Jan 2027 09:00:00 GMT' }),
      await statusOf({ 'if-modified-since': 'Fri, 15 Jan 2027 08:00:00 GMT' }),
      await statusOf({ 'if-modified-since': 'Fri, 15 Jan 2027 07:00:00 GMT' }),
      await statusOf({ 'if-modified-since': 'some day' }),
    ],
    [304, 200, 304, 200, 200],
  )
  const { text, headers } = await get('/api/x', { 'if-none-match': '*' })
  assert.deepEqual([text, headers.etag, headers['content-length']], ['', '"v1"', undefined])
  assert.equal(seen.length, 1)
})

test('cache: of what is stale the upstream is asked whether it is still so', async (t) => {
  const asked: (string | undefined)[] = []
  const { get, clock } = await stageWith(t, (request, response, count) => {
    asked.push(request.headers['if-none-match'])
    const isSame = request.headers['if-none-match'] === '"v1"' && count < 3
    response.writeHead(isSame ? 304 : 200, { 'cache-control': 'max-age=10', etag: count < 3 ? '"v1"' : '"v2"' })
    response.end(isSame ? undefined : `answer ${count}`)
  })
  const answers: string[] = []
  for (const wait of [0, 11, 9, 2]) {
    clock.seconds += wait
    const { status, text } = await get()
    answers.push(`${status} ${text}`)
  }
  assert.deepEqual(answers, ['200 answer 1', '200 answer 1', '200 answer 1', '200 answer 3'])
  assert.deepEqual(asked, [undefined, '"v1"', '"v1"'])
})

test('cache: of many who ask at once one asks the upstream, and who cannot share waits only once', async (t) => {
  const { get, seen } = await stageWith(t, async (request, response, count) => {
    await delay(50)
    const control = request.url === '/own' ? 'no-store' : 'max-age=10'
    response.writeHead(200, { 'cache-control': control }).end(`answer ${count}`)
  })
  const answers = await Promise.all(Array.from({ length: 20 }, () => get()))
  assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set(['answer 1']))
  assert.equal(seen.length, 1)
  await Promise.all(Array.from({ length: 5 }, () => get('/api/own')))
  const began = performance.now()
  await Promise.all(Array.from({ length: 5 }, () => get('/api/own')))
  assert(performance.now() - began < 1000)
  assert.equal(seen.length, 11)
})

const revalidating = { 'cache-control': 'max-age=10, stale-while-revalidate=20', etag: '"v"' }

test('cache: what is stale goes to everybody at once while the gateway asks for a newer one, once and for itself', async (t) => {
  const asked: http.IncomingHttpHeaders[] = []
  const everybody = Promise.withResolvers<void>()
  const { get, clock, admin } = await stageWith(t, async ({ headers }, response, count) => {
    asked.push(headers)
    if (count > 1) await everybody.promise
    response.writeHead(200, revalidating).end(`answer ${count}`)
  })
  await get()
  clock.seconds += 15
  const answers = await Promise.all([
    get('/api/x', { 'if-modified-since': 'Fri, 20 Nov 2026 12:00:00 GMT', 'x-trace': 'yes' }),
    ...Array.from({ length: 9 }, () => get()),
  ])
  assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set(['answer 1']))
  everybody.resolve()
  while ((await get()).text === 'answer 1') await delay(5)
  assert.deepEqual([asked.length, (await get()).text], [2, 'answer 2'])
  assert.deepEqual([asked[1]?.['if-none-match'], asked[1]?.['if-modified-since']], ['"v"', undefined])
  const metrics = await (await admin('/metrics')).text()
  assert.doesNotMatch(metrics, /status="(0|499|502)"/)
})

test('cache: where the upstream fails in the background, the stale answer stays, and the next request asks again', async (t) => {
  let isWell = true
  const { get, seen, clock } = await stageWith(t, (_, response, count) => {
    if (isWell) response.writeHead(200, revalidating).end(`answer ${count}`)
    else if (count === 2) response.destroy()
    else response.writeHead(503).end()
  })
  await get()
  clock.seconds += 15
  isWell = false
  for (const count of [2, 3]) {
    assert.equal((await get()).text, 'answer 1')
    while (seen.length < count) await delay(2)
    await delay(20)
  }
  isWell = true
  assert.equal((await get()).text, 'answer 1')
  while ((await get()).text === 'answer 1') await delay(5)
})

test('cache: an answer that may not be kept any more takes the stale one with it', async (t) => {
  const { get, seen, clock } = await stageWith(t, (_, response, count) =>
    response.writeHead(200, count === 1 ? revalidating : { 'cache-control': 'no-store' }).end(`answer ${count}`),
  )
  await get()
  clock.seconds += 15
  assert.equal((await get()).text, 'answer 1')
  while (seen.length < 2) await delay(2)
  await delay(20)
  assert.equal((await get()).text, 'answer 3')
})

test('cache: what is stale outlives its window for nobody', async (t) => {
  const { get, clock } = await stageWith(t, (_, response, count) =>
    response.writeHead(200, revalidating).end(`answer ${count}`),
  )
  await get()
  clock.seconds += 30
  assert.equal((await get()).text, 'answer 2')
})

const failures: Readonly<Record<string, (response: http.ServerResponse) => void>> = {
  'answers 500': (response) => response.writeHead(500).end('broken'),
  'answers 503': (response) => response.writeHead(503, { 'content-length': 6 }).end('broken'),
  'closes the connection': (response) => response.destroy(),
}
for (const [what, fail] of Object.entries(failures))
  test(`cache: where the upstream ${what}, a stale answer stands in for as long as it said (stale-if-error)`, async (t) => {
    const control = 'max-age=10, stale-if-error=60'
    const { get, clock } = await stageWith(t, (request, response, count) => {
      if (count > 2) fail(response)
      else
        response
          .writeHead(200, { 'cache-control': request.url === '/x' ? control : `${control}, must-revalidate` })
          .end(`answer ${count}`)
    })
    await get()
    await get('/api/strict')
    clock.seconds += 15
    const { status, text, age } = await get()
    assert.deepEqual([status, text, age], [200, 'answer 1', '15'])
    assert((await get('/api/strict')).status >= 500)
    assert((await get('/api/never-seen')).status >= 500)
    clock.seconds += 60
    assert((await get()).status >= 500)
  })

test('cache: a change by another method ends what was kept, and `no-cache` asks anew', async (t) => {
  const { texts, get } = await stageWith(t, kept())
  await texts(['/api/x'], ['/api/x'])
  await get('/api/x', {}, 'PUT')
  assert.deepEqual(await texts(['/api/x'], ['/api/x', { 'cache-control': 'no-cache' }], ['/api/x']), [
    ...['answer 3', 'answer 4', 'answer 4'],
  ])
})

test('cache: the operator can make it forget, all or a part', async (t) => {
  const { texts, admin, offer, content } = await stageWith(t, kept())
  const [a, b] = [{ host: 'a.example' }, { host: 'b.example:80' }]
  for (const host of [a, b]) await texts(['/api/x', host], ['/api/y', host])
  const purge = async (query: string) =>
    (await admin(`/cache/purge${query}`, { method: 'POST', headers: { authorization: 'Bearer operator' } })).json()
  assert.deepEqual(await purge('?host=B.example&prefix=/api/x'), { purged: 1 })
  assert.deepEqual(await texts(['/api/x', a], ['/api/x', b], ['/api/y', b]), [...['answer 1', 'answer 5', 'answer 4']])
  await offer(
    snapshotOf({ ...content, routes: content.routes.map((route) => ({ ...route, semver: '2.0.0' })) }, { sequence: 2 }),
  )
  assert.deepEqual(await texts(['/api/x', a]), ['answer 1'])
  assert.deepEqual(await purge(''), { purged: 4 })
})

test('cache: bodies beyond the largest are passed on and not kept, with a length or without', async (t) => {
  const { texts } = await stageWith(
    t,
    (request, response, count) => {
      response.writeHead(200, {
        'cache-control': 'max-age=10',
        ...(request.url === '/length' ? { 'content-length': 20 } : {}),
      })
      response.write(`${count}`.padEnd(10))
      response.end(' '.repeat(10))
    },
    { largest: '15B' },
  )
  const numbers = await texts(['/api/length'], ['/api/length'], ['/api/chunks'], ['/api/chunks'])
  assert.deepEqual(
    numbers.map((text) => [text.trim(), text.length]),
    [
      ['1', 20],
      ['2', 20],
      ['3', 20],
      ['4', 20],
    ],
  )
})

test('cache: keeps what was compressed for those who take it, and says to each page what it may read', async (t) => {
  const more = [
    { id: 'compression', config: { codings: ['gzip'], from: '1B' } },
    { id: 'cors', config: { origins: ['https://a.example', 'https://b.example'] } },
  ]
  const { get, seen } = await stageWith(t, kept({ 'content-type': 'text/plain' }), {}, true, more)
  const ask = async (coding: string, origin: string) => {
    const { headers } = await get('/api/x', { 'accept-encoding': coding, origin })
    return [headers['content-encoding'], headers['access-control-allow-origin']]
  }
  assert.deepEqual(await ask('gzip', 'https://a.example'), ['gzip', 'https://a.example'])
  assert.deepEqual(await ask('gzip', 'https://b.example'), ['gzip', 'https://b.example'])
  assert.deepEqual(await ask('identity', 'https://c.example'), [undefined, undefined])
  assert.equal(seen.length, 2)
})
