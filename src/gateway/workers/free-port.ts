import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

/** A port that nobody listens on just now: for processes that must all be told the same one. */
export async function freePort(host: string): Promise<number> {
  const server = net.createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
