import Fastify, { type FastifyInstance } from 'fastify'
import type { Issuers } from './issuers/issuers.ts'
import type { Metrics } from './metrics.ts'
import type { Reloader } from './reload.ts'

/**
 * The operator's port, apart from the traffic's: `/health` (the process lives), `/ready` (it has something to serve), `/config`
 * (what), `/metrics` (Prometheus), `POST /nudge` (look for a new snapshot now). Holds no secrets, and has no authentication:
 * it belongs on an address that only operators reach.
 */
export function createAdmin({
  reloader,
  metrics,
  issuers,
  node,
}: {
  reloader: Reloader
  metrics: Metrics
  issuers: Issuers
  node: string
}): FastifyInstance {
  const app = Fastify({ logger: false })
  app.get('/health', async () => ({ status: 'live', node }))
  app.get('/ready', async (_request, reply) => {
    const serving = reloader.serving()
    if (serving === null) return reply.code(503).send({ status: 'no snapshot' })
    return { status: 'ready', sequence: serving.sequence }
  })
  app.get('/config', async () => {
    const serving = reloader.serving()
    return {
      node,
      environment: serving?.environment ?? null,
      sequence: serving?.sequence ?? null,
      digest: serving?.digest ?? null,
      commit: serving?.commit ?? null,
      routes: reloader.table()?.routes ?? 0,
      refused: reloader.refused(),
      issuers: issuers.states().map(({ fetched, ...state }) => ({
        ...state,
        fetched: fetched === null ? null : new Date(fetched).toISOString(),
      })),
    }
  })
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType)
    return metrics.registry.metrics()
  })
  app.post('/nudge', async (_request, reply) => {
    void reloader.look()
    return reply.code(202).send({ status: 'looking' })
  })
  return app
}
