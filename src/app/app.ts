/**
 * The App: webhooks in, workflows called. A delivery is verified, stored and answered by `server.ts`; then Probot hands it to a
 * handler, which translates it into a workflow. What a crash interrupts is still stored and is taken up by the next start; what was
 * never delivered is found by reconciling, at the start and every few minutes.
 */
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Probot, type ProbotOctokit } from 'probot'
import { messageOf } from '../base/errors.ts'
import { type Clock, systemClock } from '../base/ports.ts'
import { type Addresses, noAddresses } from '../lint/addresses.ts'
import type { Judge } from '../review/judge.ts'
import type { AskOpinions } from '../review/opinions.ts'
import type { Toolchain } from '../sdk/toolchain.ts'
import { signerWith } from '../snapshot/signature.ts'
import type { AppConfig } from './config.ts'
import { type Delivery, openDeliveries } from './deliveries.ts'
import { openErrands } from './errands.ts'
import { cannotListen } from './errors.ts'
import { handlers } from './handlers/index.ts'
import { openNodes } from './nodes.ts'
import { PacedOctokit } from './paced-octokit.ts'
import { openRepositories } from './repositories.ts'
import { appServer, urlOf } from './server.ts'
import { openWorkQueue } from './work-queue.ts'
import { appWorkflows } from './workflows.ts'

export interface AppOptions {
  readonly config: AppConfig
  /** A folder of the App's own: deliveries and mirrors. */
  readonly data: string
  readonly host: string
  readonly port: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Logger
  /** Not closed by the App. */
  readonly judge: Judge
  readonly askOpinions: AskOpinions
  readonly toolchain: Toolchain
  /** As `ReviewDesk`. */
  readonly addresses?: Addresses
  readonly clock?: Clock
  /** The Octokit Probot makes clients of; tests hand in one that is not throttled. */
  readonly octokit?: typeof ProbotOctokit
}

export interface RunningApp {
  /** Where it listens. */
  readonly url: string
  /** Resolves when everything delivered so far is worked off. */
  idle(): Promise<void>
  /** Answers no more, interrupts what runs; a later start goes on with it. */
  close(): Promise<void>
}

/** Repositories worked on side by side: the judge's threads are the bottleneck, not these. */
const sideBySide = 4
/** Milliseconds. Costs two requests per open proposal. */
const reconcileEvery = 10 * 60 * 1000

/** Milliseconds that work has to stop. */
const grace = 3000

/** Listens when it resolves; what earlier runs left is worked off after that. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, data, log, judge, askOpinions, toolchain, addresses = noAddresses, clock = systemClock } = options
  await mkdir(data, { recursive: true, mode: 0o700 }) // payloads and private repositories
  const probot = await openProbot(options)
  const repositories = openRepositories({ probot, config, data, env: options.env })
  const nodes = openNodes(clock, ({ node, repository, environment, denied = [] }) =>
    log.warn(
      { node, repository, environment, denied },
      denied.length > 0
        ? 'a gateway refuses what its catalog lets in'
        : 'a gateway refuses nothing its catalog lets in any more',
    ),
  )
  const queue = openWorkQueue(sideBySide)
  const errands = openErrands(log)
  const sign = config.signingKey === null ? null : signerWith(config.signingKey)
  const tools = { judge, askOpinions, addresses, toolchain, sign, nodes, clock, log }
  const workflows = appWorkflows({ repositories, queue, ...tools })
  for (const handler of handlers)
    probot.on([...handler.on], async ({ payload }: { payload: unknown }) => handler.handle(payload, workflows))

  const deliveries = openDeliveries(join(data, 'deliveries.sqlite'))
  const workOff = (delivery: Delivery) =>
    errands.run(`working off delivery ${delivery.guid} (${delivery.event})`, async () => {
      // Not before the answer is written: parsing a large payload is not GitHub's to wait for.
      await setImmediate()
      const error = await received(delivery, probot)
      if (errands.abandoned) return // the next start takes it up
      deliveries.settle(delivery.guid, error && messageOf(error))
      if (error) throw error
    })
  const reconcileAll = () =>
    errands.run('reconciling', async () => {
      for (const ref of await repositories.installed()) {
        if (errands.abandoned) return
        const what = { repository: `${ref.owner}/${ref.name}` }
        await workflows.reconcile(ref).catch((err: unknown) => log.error({ err, ...what }, 'reconciling'))
      }
    })

  const server = appServer({
    webhookSecret: config.webhookSecret,
    nodeToken: config.nodeToken,
    nodes,
    deliver(delivery) {
      if (deliveries.add(delivery)) workOff(delivery)
    },
    nodeChanged: (repository) => errands.run('following deployments', () => workflows.nodeChanged(repository)),
    health: () => ({ status: 'ok', deliveries: deliveries.counts() }),
  })
  await server.listen({ host: options.host, port: options.port }).catch((error: unknown) => {
    deliveries.close()
    throw cannotListen(options.host, options.port, messageOf(error), error)
  })
  for (const delivery of deliveries.waiting()) workOff(delivery)
  reconcileAll()
  const timer = setInterval(reconcileAll, reconcileEvery)

  return {
    url: urlOf(server.server.address() as AddressInfo),
    idle: () => errands.idle(),
    async close() {
      errands.abandon()
      clearInterval(timer)
      await server.close()
      // Work stops between two steps. What waits for GitHub's answer is not waited for: nothing of it is settled any more.
      await Promise.race([queue.close(), setTimeout(grace, null, { ref: false })])
      await repositories.close()
      deliveries.close()
    },
  }
}

async function openProbot({ config, log, octokit = PacedOctokit }: AppOptions): Promise<Probot> {
  const { appId, privateKey, webhookSecret: secret, apiUrl: baseUrl } = config
  return await new Probot({ appId, privateKey, secret, baseUrl, log, Octokit: octokit }).ready()
}

/** Has the handlers work; answers what they threw, or `null`. */
async function received({ guid, event, payload }: Delivery, probot: Probot): Promise<Error | null> {
  try {
    await probot.receive({ id: guid, name: event, payload: JSON.parse(payload) } as Parameters<Probot['receive']>[0])
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
  }
}
