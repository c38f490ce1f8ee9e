import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import test, { type TestContext } from 'node:test'
import type { Addresses } from '#lint/addresses.ts'
import { anyAddresses, publicAddresses, webAddresses } from '#process/web-addresses.ts'
import { serve, webOf } from '../lint/web.ts'

// What all Addresses hold to: one text is there, and nothing else.
const implementations: Readonly<
  Record<string, (t: TestContext, text: string) => Promise<{ readonly addresses: Addresses; readonly origin: string }>>
> = {
  async 'the web of tests'(_t, text) {
    return { addresses: webOf({ 'https://rules.example/r.yaml?a=b': text }), origin: 'https://rules.example' }
  },
  async 'the web'(t, text) {
    const origin = await serve(t, ({ url }, response) =>
      url === '/r.yaml?a=b' ? response.end(text) : response.writeHead(404).end('no'),
    )
    return { addresses: anyAddresses, origin }
  },
}

for (const [name, create] of Object.entries(implementations))
  test(`${name}: answers a text, or why there is none`, async (t) => {
    const text = 'rules: {} # 😀\n'
    const { addresses, origin } = await create(t, text)
    assert.deepEqual(await addresses.read(`${origin}/r.yaml?a=b`), { text })
    assert.deepEqual(await addresses.read(`${origin}/r.yaml`), { failure: 'answered 404' })
  })

test('the web: what is too large, no text, in the clear, or redirected on and on is not taken', async (t) => {
  const answers: Readonly<Record<string, RequestListener>> = {
    '/large': (_request, response) => {
      response.write('x'.repeat(1024 * 1024))
      response.end('x')
    },
    '/bytes': (_request, response) => response.end(Buffer.from([0xff, 0xfe])),
    '/empty': (_request, response) => response.writeHead(204).end(),
    '/here': (_request, response) => response.writeHead(302, { location: './there' }).end(),
    '/there': (_request, response) => response.end('there'),
    '/round': (_request, response) => response.writeHead(301, { location: '/round' }).end(),
    '/clear': (_request, response) => response.writeHead(307, { location: 'http://localhost/there' }).end(),
    '/broken': (_request, response) => response.destroy(),
  }
  const origin = await serve(t, (request, response) => answers[request.url ?? '']?.(request, response))
  const read = async (path: string) => {
    const answer = await anyAddresses.read(origin + path)
    return 'text' in answer ? answer.text : answer.failure
  }
  assert.equal(await read('/large'), 'has more than the 1048576 bytes that a file there may have')
  assert.equal(await read('/bytes'), 'is not UTF-8 text')
  assert.equal(await read('/empty'), 'answered 204')
  assert.equal(await read('/here'), 'there')
  assert.equal(await read('/round'), 'is redirected more than 3 times')
  assert.equal(await read('/clear'), 'leads to `http://localhost/there`, which is not `https:`')
  assert.match(await read('/broken'), /^cannot be reached: /)
  assert.deepEqual(await anyAddresses.read('http://localhost/there'), { failure: 'is not `https:`' })
})

test('the web: who answers with a certificate that nobody trusts is not believed', async (t) => {
  const origin = await serve(t, (_request, response) => response.end('rules: {}'), { isTrusted: false })
  assert.match(JSON.stringify(await anyAddresses.read(origin)), /cannot be reached: .*self-signed/)
})

test('the web: whoever asks for others gets nothing from inside of a network, by whatever name', async (t) => {
  let asked = 0
  const origin = await serve(t, (_request, response) => {
    asked += 1
    response.writeHead(302, { location: `https://127.0.0.2:${new URL(origin).port}/` }).end()
  })
  const forbidden = { failure: 'is inside of a network, where nobody looks on behalf of others' }
  const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '10.1.2.3', '169.254.169.254', '[::1]', '[::ffff:10.0.0.1]']
  for (const host of [...hosts, '[fd00:ec2::254]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', 'localhost', '0.0.0.0'])
    assert.deepEqual(await publicAddresses.read(`https://${host}:${new URL(origin).port}/`), forbidden, host)
  assert.equal(asked, 0)
  // Nor by a redirect.
  assert.deepEqual(await webAddresses((ip) => ip === '127.0.0.2').read(origin), forbidden)
  assert.equal(asked, 1)
})
