import assert from 'node:assert/strict'
import test from 'node:test'
import { readRequestTarget } from '#gateway/request-target.ts'
import { createRouter, type Router } from '#gateway/router.ts'
import { contentOf, raw, routeOf, send, startStage, startUpstream } from './stage.ts'

function routerOf(routes: readonly string[]) {
  const router = createRouter<string>()
  for (const route of routes) {
    const [method = '', path = '', host] = route.split(' ')
    assert(router.add(host === undefined ? [] : [host], method, path, route))
  }
  return (method: string, path: string, host = '') => {
    const match = router.find(host, method, path)
    return match.kind === 'found' ? match.route : match.kind === 'method' ? `405 ${match.allow.join(', ')}` : '404'
  }
}

test('what is written out wins over a parameter, a parameter over a prefix', () => {
  const find = routerOf(['GET /pets/mine', 'GET /pets/{id}', 'GET /pets/{id}.json', '* /pets/*', 'GET /pets/{id}/toys'])
  assert.equal(find('GET', '/pets/mine'), 'GET /pets/mine')
  assert.equal(find('GET', '/pets/7'), 'GET /pets/{id}')
  assert.equal(find('GET', '/pets/7.json'), 'GET /pets/{id}.json')
  assert.equal(find('GET', '/pets/.json'), 'GET /pets/{id}')
  assert.equal(find('GET', '/pets/7/toys'), 'GET /pets/{id}/toys')
  assert.equal(find('GET', '/pets/mine/toys'), 'GET /pets/{id}/toys')
  assert.equal(find('GET', '/pets/7/toys/1'), '* /pets/*')
  assert.equal(find('DELETE', '/pets/mine'), '* /pets/*')
  assert.equal(find('GET', '/pets'), '* /pets/*')
  assert.equal(find('GET', '/petshop'), '404')
})

test('a method that no route has is 405 with those that there are; HEAD is answered by GET', () => {
  const find = routerOf(['GET /pets/{id}', 'DELETE /pets/{id}', 'PUT /pets/mine'])
  assert.equal(find('HEAD', '/pets/7'), 'GET /pets/{id}')
  assert.equal(find('POST', '/pets/7'), '405 DELETE, GET, HEAD')
  assert.equal(find('POST', '/pets/mine'), '405 DELETE, GET, HEAD, PUT')
  assert.equal(find('DELETE', '/pets/mine'), 'DELETE /pets/{id}')
})

test('an encoded slash is part of its segment, and an empty segment is no parameter', () => {
  const find = routerOf(['GET /files/{name}', 'GET /files/{name}/{part}', 'GET /caf\u00e9/a:b(c)', 'GET /x/{a}-{b}'])
  assert.equal(find('GET', '/files/a%2Fb'), 'GET /files/{name}')
  assert.equal(find('GET', '/files/'), '404')
  assert.equal(find('GET', '/files//x'), '404')
  assert.equal(find('GET', '/caf%C3%A9/a:b(c)'), 'GET /caf\u00e9/a:b(c)')
  assert.equal(find('GET', '/x/1-2-3'), 'GET /x/{a}-{b}')
  assert.equal(find('GET', '/x/-2'), '404')
})

// The dot of `{name}.{type}` was once read as the folder it stands in, and any text matched.
test('a dot between two parameters is a dot', () => {
  const find = routerOf(['GET /files/{name}.{type}'])
  assert.equal(find('GET', '/files/a.txt'), 'GET /files/{name}.{type}')
  assert.equal(find('GET', '/files/atxt'), '404')
})

test('a host has its own routes and those of any host; its own come first', () => {
  const find = routerOf(['GET /a api.acme.example', 'GET /a', 'GET /b', 'GET /c api.acme.example'])
  assert.equal(find('GET', '/a', 'api.acme.example'), 'GET /a api.acme.example')
  assert.equal(find('GET', '/b', 'api.acme.example'), 'GET /b')
  assert.equal(find('GET', '/a', 'other.example'), 'GET /a')
  assert.equal(find('GET', '/c', 'other.example'), '404')
})

test('a router that was changed decides as one that was built anew, and the one it came from as before', () => {
  const paths = [
    '/a',
    '/a/{x}',
    '/a/{x}-{y}',
    '/a/-{y}',
    '/a/{x}-',
    '/a/b/c',
    '/a/{x}/c',
    '/a/*',
    '/a/b/*',
    '/{p}/b/c',
    '/*',
  ]
  const all = paths.flatMap((path) => [[], ['h1'], ['h2']].map((hosts) => ({ hosts, path, name: `${hosts} ${path}` })))
  const asked = ['/a', '/a/b', '/a/b-c', '/a/-c', '/a/b-', '/a/b/c', '/a/q/c', '/z/b/c', '/z', '/a/b/c/d']
  const decisions = (router: Router<string>) =>
    ['h1', 'h2', 'h3'].flatMap((host) => asked.map((path) => JSON.stringify(router.find(host, 'GET', path))))
  const built = (names: ReadonlySet<string>) => {
    const router = createRouter<string>()
    for (const { hosts, path, name } of all) if (names.has(name)) router.add(hosts, 'GET', path, name)
    return router
  }
  let [state, router, names] = [1, createRouter<string>(), new Set<string>()]
  for (let round = 0; round < 200; round++) {
    const [before, was] = [router, decisions(router)]
    router = router.fork()
    names = new Set(names)
    for (let change = 0; change < 3; change++) {
      state = (state * 48_271) % 2_147_483_647
      const one = all[state % all.length]
      assert(one)
      if (names.delete(one.name)) router.remove(one.hosts, 'GET', one.path)
      else {
        names.add(one.name)
        assert(router.add(one.hosts, 'GET', one.path, one.name))
      }
    }
    assert.deepEqual(decisions(router), decisions(built(names)))
    assert.deepEqual(decisions(before), was)
  }
})

const targets: Readonly<Record<string, string | null>> = {
  '/a/b?x=/../y': '/a/b ?x=/../y',
  '/%61/%7e%2d/%c3%a9': '/a/~-/%C3%A9 ',
  '/a/./b/../c': '/a/c ',
  '/a/b/..': '/a/ ',
  '/a/%2e%2e/b': '/b ',
  '/a/b%2Fc%5C': '/a/b%2Fc%5C ',
  '/a/..b/c..': '/a/..b/c.. ',
  '/a//b/': '/a//b/ ',
  'http://api.acme.example/a?b': '/a ?b',
  'HTTP://api.acme.example': '/ ',
  '/..': null,
  '/a/../../b': null,
  '/a/%2e%2E%2fb': null,
  '/a/..%5cb': null,
  '/a/b%2f..%2f..%2fc': null,
  '/a/..;x/b': null,
  '/a/%252e%252e%252fb': null,
  '/a/%00': null,
  '/a/%zz': null,
  '/a/%': null,
  '/a#b': null,
  '*': null,
  'a/b': null,
  '/a\u00e9': null,
  'ftp://x/a': null,
}
test('a target is read into one spelling, or refused where two readers might disagree', () => {
  const read = (target: string) => {
    const found = readRequestTarget(target, 'api.acme.example')
    return found && `${found.path} ${found.query}`
  }
  assert.deepEqual(Object.fromEntries(Object.keys(targets).map((target) => [target, read(target)])), targets)
})

test('a host is compared in lower case without port, and an absolute target outranks the Host field', () => {
  const read = (target: string, host: string) => readRequestTarget(target, host)?.host ?? null
  assert.equal(read('/', 'API.Acme.example:8080'), 'api.acme.example')
  assert.equal(read('/', 'api.acme.example.'), 'api.acme.example')
  assert.equal(read('/', '[::1]:80'), '[::1]')
  assert.equal(read('http://b.example:1/', 'a.example'), 'b.example')
  for (const host of ['a b', 'a/b', 'user@a', 'a,b', 'a:x']) assert.equal(read('/', host), null, host)
})

test('no path leaves what the API was given of its upstream', async (t) => {
  const seen: string[] = []
  const origin = await startUpstream(t, (request, response) => {
    seen.push(request.url ?? '')
    response.end()
  })
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ upstreamPath: '/inner' })] }))
  const escapes = ['/api/../admin', '/api/%2e%2e/admin', '/api/..%2fadmin', '/api/..;/admin', '/api/x/../../admin']
  const statuses = []
  for (const path of escapes) statuses.push((await send(port, path)).status)
  assert.deepEqual(statuses, [404, 404, 400, 400, 404])
  assert.deepEqual(seen, [])
  await send(port, '/api/a%2Fb/../c%3F?d')
  await send(port, '/api')
  assert.deepEqual(seen, ['/inner/c%3F?d', '/inner'])
})

test('an API at the root has nothing taken off its paths', async (t) => {
  const origin = await startUpstream(t, (request, response) => response.end(request.url))
  const { port } = await startStage(t, contentOf([origin], { routes: [routeOf({ path: '/*', basePath: '' })] }))
  for (const path of ['/', '/a/b?c']) assert.equal((await send(port, path)).text, path)
})

test('answers of the gateway itself are problem documents with a request id', async (t) => {
  const { port } = await startStage(t, contentOf(['http://127.0.0.1:9'], { routes: [routeOf({ method: 'POST' })] }))
  const found = []
  for (const path of ['/nowhere', '/api/x', '/api/%zz']) {
    const { status, headers, text } = await send(port, path)
    const { requestId, ...problem } = JSON.parse(text)
    assert.equal(requestId, headers['x-request-id'])
    found.push({ status, allow: headers.allow, type: headers['content-type'], problem })
  }
  const type = 'application/problem+json'
  assert.deepEqual(found, [
    {
      status: 404,
      allow: undefined,
      type,
      problem: { type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is no API at this address' },
    },
    {
      status: 405,
      allow: 'POST',
      type,
      problem: { type: 'about:blank', title: 'Method Not Allowed', status: 405, detail: 'Use one of: POST' },
    },
    {
      status: 400,
      allow: undefined,
      type,
      problem: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'The request target or Host field cannot be read; check its escapes and dot segments',
      },
    },
  ])
})

const unreadable: Readonly<Record<string, string>> = {
  'a length and chunks':
    'POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'two lengths': 'POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
  'chunks that are not the last coding':
    'POST /api/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n',
  'a space before a colon': 'GET /api/x HTTP/1.1\r\nHost : a\r\n\r\n',
  'no Host': 'GET /api/x HTTP/1.1\r\n\r\n',
  'two Hosts': 'GET /api/x HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
  'a folded field': 'GET /api/x HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n',
  'a bare line feed in a field': 'GET /api/x HTTP/1.1\r\nHost: a\r\nX-A: b\nX-B: c\r\nConnection: close\r\n\r\n',
}
for (const [what, text] of Object.entries(unreadable))
  test(`a request with ${what} is answered 400 and goes nowhere`, async (t) => {
    let calls = 0
    const origin = await startUpstream(t, (_, response) => {
      calls += 1
      response.end()
    })
    const { port } = await startStage(t, contentOf([origin]))
    assert.match(await raw(port, text), /^HTTP\/1\.1 400 Bad Request\r\n/)
    assert.equal(calls, 0)
  })
