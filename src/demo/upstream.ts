import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The example service behind the gateway: knows charges, and says on each answer that it was asked. */
export async function startUpstream(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const charge = (id: string) => ({ id, amount: 1250, currency: 'EUR', status: 'captured' })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://upstream').pathname
    const id = /^\/charges\/([\w-]+)$/.exec(path)?.[1]
    const answer =
      path === '/charges' ? { items: [charge('ch_1'), charge('ch_2')], next: null } : id ? charge(id) : null
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', 'x-served-by': 'payments-upstream' })
    response.end(JSON.stringify(answer ?? { title: 'No such charge' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
