import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import tls from 'node:tls'
import type { Addresses } from '#lint/addresses.ts'
import { newIdentity } from '../gateway/identity.ts'

/** What stands at some addresses; nothing does at others. It notes what it was asked. */
export function webOf(texts: Readonly<Record<string, string>>): Addresses & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async read(address) {
      asked.push(address)
      const text = texts[address]
      return text === undefined ? { failure: 'answered 404' } : { text }
    },
  }
}

/** Serves over TLS on this machine, with a certificate that is trusted meanwhile; answers where. */
export async function serve(t: TestContext, listener: RequestListener, { isTrusted = true } = {}): Promise<string> {
  const identity = newIdentity({ names: 'DNS:localhost,IP:127.0.0.1,IP:127.0.0.2' })
  const before = tls.getCACertificates('default')
  if (isTrusted) tls.setDefaultCACertificates([...before, identity.cert])
  t.after(() => tls.setDefaultCACertificates(before))
  const server = https.createServer(identity, listener)
  t.after(() => server.closeAllConnections())
  t.after(() => server.close())
  server.listen(0)
  await once(server, 'listening')
  return `https://localhost:${(server.address() as AddressInfo).port}`
}
