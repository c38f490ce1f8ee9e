/** A real issuer on loopback: publishes its keys and configuration, signs what a test wants, and can be told to misbehave. */
import type { RequestListener } from 'node:http'
import type { TestContext } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startUpstream } from './stage.ts'

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

export async function signingKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  return { kid, alg, ...(await generateKeyPair(alg, { extractable: true })) }
}

export async function startIssuer(t: TestContext, ...keys: readonly SigningKey[]) {
  let published = keys
  let misbehaviour: RequestListener | null = null
  const asked: string[] = []
  const url = await startUpstream(t, async (request, response) => {
    asked.push(request.url ?? '')
    if (misbehaviour !== null) return misbehaviour(request, response)
    if (request.url === '/.well-known/openid-configuration')
      return response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }))
    const jwks = published.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, use: 'sig' }))
    return response.end(JSON.stringify({ keys: await Promise.all(jwks) }))
  })
  return {
    url,
    /** The paths that were asked for. */
    asked,
    publish: (...next: readonly SigningKey[]) => {
      published = next
    },
    misbehave: (listener: RequestListener | null) => {
      misbehaviour = listener
    },
    /** A token for `shop`, good for five minutes, but for what `claims` says otherwise (`undefined` leaves a claim out). */
    sign({ kid, alg, privateKey }: SigningKey, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1000)
      const whole = { iss: url, aud: 'apis', azp: 'shop', exp: now + 300, ...claims }
      return new SignJWT(whole).setProtectedHeader({ alg, kid }).sign(privateKey)
    },
  }
}
