import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { generateApiKey } from '#snapshot/api-key.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { parseSnapshot } from '#snapshot/read.ts'
import { publicKeyOf, signerWith } from '#snapshot/signature.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, routeOf, shopWith, snapshotOf } from '../gateway/stage.ts'

const key = generateApiKey()
const good = contentOf(['http://10.0.0.1:9001'], {
  consumers: [shopWith(key)],
  plans: [{ id: 'gold', limits: [{ requests: 1, per: 'month', burst: 1 }] }],
})
const refusalOf = async (text: string, options?: Parameters<typeof parseSnapshot>[1]) => {
  const reading = await parseSnapshot(Buffer.from(text), options)
  return 'refusal' in reading ? reading.refusal : null
}

test('a snapshot that was written is read as it was', async () => {
  const snapshot = snapshotOf(good, { sequence: 7 })
  const reading = await parseSnapshot(Buffer.from(snapshotText(snapshot)))
  assert.deepEqual('snapshot' in reading && reading.snapshot, snapshot)
})

const texts: Readonly<Record<string, { text: string; sequence: number | null; reason: RegExp }>> = {
  'is cut off': { text: '{"format": 1,', sequence: null, reason: /^the snapshot is not JSON: / },
  'is no object': { text: '[]', sequence: null, reason: /format `none`, this gateway reads `1`$/ },
  'has a format of the future': {
    text: '{"format": 2, "sequence": 9, "news": []}',
    sequence: 9,
    reason: /^the snapshot has format `2`, this gateway reads `1`$/,
  },
  'lacks a field': { text: '{"format": 1}', sequence: null, reason: /^the snapshot is malformed at `environment`/ },
  'was edited by hand': {
    text: snapshotText(snapshotOf(good)).replace('10.0.0.1', '10.6.6.6'),
    sequence: 1,
    reason: /^the content of the snapshot does not match its digest$/,
  },
  'has a key this gateway does not know': {
    text: snapshotText(snapshotOf(good)).replace('"api":"api"', '"api":"api","firewall":"strict"'),
    sequence: 1,
    reason: /^the snapshot is malformed at `content\.(routes|consumers)\..*firewall/,
  },
}
for (const [what, { text, sequence, reason }] of Object.entries(texts))
  test(`a snapshot that ${what} is refused`, async () => {
    const refusal = await refusalOf(text)
    assert.match(refusal?.reason ?? '', reason)
    assert.equal(refusal?.sequence, sequence)
    assert.notEqual(refusal?.help, '')
  })

const contents: Readonly<Record<string, { content: Partial<SnapshotContent>; reason: string }>> = {
  'a route to an upstream that is not there': {
    content: { routes: [routeOf({ upstream: 'api/other' })] },
    reason: 'route `api/v1 *` goes to upstream `api/other`, which is not there',
  },
  'a grant on a plan that is not there': {
    content: { plans: [] },
    reason: 'consumer `shop` is on plan `gold`, which is not there',
  },
  'one key for two consumers': {
    content: { consumers: [shopWith(key), { ...shopWith(key), id: 'thief' }] },
    reason: `key \`${key.prefix}\` belongs to both \`shop\` and \`thief\``,
  },
  'one token for two consumers': {
    content: {
      consumers: ['shop', 'thief'].map((id) => ({
        ...{ ...shopWith(key), id, keys: [] },
        tokens: [{ issuer: 'https://id.acme.example', claim: 'azp', value: 'shop' }],
      })),
    },
    reason: 'tokens with `azp` `shop` belong to both `shop` and `thief`',
  },
  'an issuer whose keys anybody on the way could change': {
    content: { issuers: [{ id: 'id', issuer: 'http://id.acme.example', audience: 'apis' }] },
    reason: 'the snapshot is malformed at `content.issuers.0.issuer`: must be an `https:` address',
  },
  'two routes of one id': {
    content: { routes: [routeOf(), routeOf({ path: '/other/*', basePath: '/other' })] },
    reason: '`routes` has two entries `api/v1 *`',
  },
  'a target with a path': {
    content: { upstreams: [{ id: 'api/main', targets: [{ url: 'http://a/b', weight: 1 }], health: null }] },
    reason: 'the snapshot is malformed at `content.upstreams.0.targets.0.url`: must have no path, query or fragment',
  },
}
for (const [what, { content, reason }] of Object.entries(contents))
  test(`a snapshot with ${what} is refused`, async () => {
    const refusal = await refusalOf(snapshotText(snapshotOf({ ...good, ...content })))
    assert.equal(refusal?.reason, reason)
  })

test('where a key is configured, only what its other half signed is read', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const options = { publicKey: publicKeyOf(publicKey.export({ type: 'spki', format: 'pem' }).toString()) }
  const snapshot = snapshotOf(good)
  const signature = signerWith(pem)(snapshot)
  const reasonOf = async (changes: object) =>
    (await refusalOf(snapshotText({ ...snapshot, ...changes }), options))?.reason
  assert.equal(await reasonOf({ signature }), undefined)
  assert.match((await reasonOf({})) ?? '', /is not signed/)
  for (const changes of [{ sequence: 2 }, { environment: 'dev' }, { signature: 'AAAA' }])
    assert.match((await reasonOf({ signature, ...changes })) ?? '', /signature of the snapshot is wrong/)
})

test('a key that is not Ed25519 is no signing key', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const wrong = { code: 'APIGOV_SIGNING_KEY_INVALID' }
  assert.throws(() => publicKeyOf(publicKey.export({ type: 'spki', format: 'pem' }).toString()), wrong)
  assert.throws(() => signerWith(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()), wrong)
  assert.throws(() => publicKeyOf('no key'), wrong)
})
