/**
 * The loop, played for a newcomer from a pull request to a served request. The people in it know git and the forge's API and nothing
 * of apigov's insides; what a step claims, it has seen from outside: on the forge, in the repository, at the gateway's port.
 */
import { request } from 'undici'
import { type ApiKey, generateApiKey } from '../snapshot/api-key.ts'
import { apiFiles, contractFile, hurriedContract, repairedContract } from './payments.ts'
import type { CheckRun, Forge, Person } from './person.ts'
import { allGreen, type Narrator, proved, until } from './steps.ts'
import { Traffic } from './traffic.ts'
import type { World } from './world.ts'

/** What the last line tells. */
export interface Outcome {
  readonly sent: number
  readonly failed: number
  readonly firstFailure: string | null
}

/** Plays every step; throws at the first that does not hold. Leaves the world running, the traffic stopped. */
export async function playStory(world: World, narrator: Narrator): Promise<Outcome> {
  narrator.chapter('A company keeps its APIs in Git')
  const cast = await setTheScene(world, narrator)
  narrator.chapter('Proposal 1 adds an API')
  await addAnApi(cast, narrator)
  const traffic = new Traffic(`${cast.dev.url}/payments/v1/charges`, { ...cast.host.dev, 'x-api-key': cast.key.key })
  try {
    await serveTheFirstRequest(cast, narrator, traffic)
    narrator.chapter('Proposal 2 breaks it, and is held until it does not')
    await breakAndRepair(cast, narrator)
    narrator.chapter('Proposal 3 promotes the release; its revert rolls back')
    await promoteAndRollBack(cast, narrator)
  } finally {
    await traffic.stop()
  }
  return { sent: traffic.sent, failed: traffic.failed, firstFailure: traffic.firstFailure }
}

interface Cast {
  readonly forge: Forge
  readonly page: string
  readonly developer: Person
  readonly reviewer: Person
  readonly upstreamUrl: string
  readonly dev: { readonly url: string; readonly admin: string }
  readonly prod: { readonly url: string; readonly admin: string }
  /** The Host header that reaches each environment's listener. */
  readonly host: Readonly<Record<'dev' | 'prod', Readonly<Record<string, string>>>>
  readonly key: ApiKey
}

async function setTheScene(world: World, narrator: Narrator): Promise<Cast> {
  const upstreamUrl = await world.startUpstream()
  let scene: Awaited<ReturnType<World['startForge']>> | undefined
  await narrator.step('A forge, and a catalog made from catalog-template/ in a Git repository', async () => {
    scene = await world.startForge()
    await scene.developer.clone()
    await scene.reviewer.clone()
    return [`${scene.forge.url}/${scene.forge.repository}`]
  })
  if (!scene) throw new Error('unreachable: the step above throws')
  const { forge, developer, reviewer } = scene
  const page = `${forge.url}/${forge.repository}`
  let appUrl = ''
  await narrator.step('The App, installed on the organisation, releases what main holds', async () => {
    appUrl = (await world.startApp(forge)).url
    const branches = await until('deploy/dev and deploy/prod are there', async () => {
      const names = (await developer.api<{ name: string }[]>('GET', '/branches')).map((branch) => branch.name)
      return names.includes('deploy/dev') && names.includes('deploy/prod') && names
    })
    return [`branches ${branches.filter((name) => name.startsWith('deploy/')).join(', ')}`, `${page}/releases`]
  })
  const gateways: { url: string; admin: string }[] = []
  await narrator.step('A gateway for dev and one for prod, each following its branch', async () => {
    for (const environment of ['dev', 'prod']) gateways.push(await world.startGateway(environment, forge, appUrl))
    for (const { admin } of gateways) await until(`${admin}/ready`, async () => (await fetch(`${admin}/ready`)).ok)
    return gateways.map(({ admin }) => `${admin}/config`)
  })
  const [dev, prod] = gateways
  if (!dev || !prod) throw new Error('unreachable: the step above throws')
  const host = { dev: {}, prod: { host: 'api.acme.example' } }
  return { forge, page, developer, reviewer, upstreamUrl, dev, prod, host, key: generateApiKey() }
}

async function addAnApi(cast: Cast, narrator: Narrator): Promise<void> {
  const { developer, reviewer } = cast
  const { number, html_url, commit } = await proposeStep(
    cast,
    narrator,
    'payments-v1',
    'Add the Payments API',
    apiFiles(cast.upstreamUrl, cast.key),
  )
  await narrator.step('Lint, compatibility and gateway plan are green; policy waits for consent', async () => {
    const checks = await developer.checks(commit, { ...allGreen, 'apigov / policy': 'action_required' })
    return [titleOf(checks, 'apigov / policy'), html_url]
  })
  await narrator.step('The owners approve: every check is green', async () => {
    await reviewer.approve(number)
    const checks = await developer.checks(commit, allGreen)
    return [[...checks.keys()].join(', ')]
  })
  await narrator.step('Merged: tag, release with changelog, contract and SDK archives', async () => {
    await developer.merge(number)
    const assets = await releaseAssets(cast, 'payments@1.0.0')
    return [`payments@1.0.0 with ${assets.join(', ')}`, `${cast.page}/releases`]
  })
}

async function serveTheFirstRequest(cast: Cast, narrator: Narrator, traffic: Traffic): Promise<void> {
  await narrator.step('The gateway picks it up and serves the first request, with a key', async () => {
    const answer = await until('the gateway serves GET /payments/v1/charges', async () => {
      const response = await call(cast, 'dev', '/payments/v1/charges')
      return response.status === 200 && response
    })
    proved(answer.servedBy === 'payments-upstream', 'the answer came from the upstream, through the gateway')
    traffic.start(2, 20)
    const denied = await call(cast, 'dev', '/payments/v1/charges', null)
    proved(denied.status === 401, 'without a key the gateway answers 401')
    return [
      `GET ${cast.dev.url}/payments/v1/charges answered 200; 401 without a key`,
      'steady traffic runs from here on',
    ]
  })
  await narrator.step('The node reports the digest, and the deployment turns to success', async () => {
    const { digest } = await config(cast.dev)
    await deployed(cast, 'dev', digest)
    return [digest, `${cast.page}/deployments`]
  })
}

async function breakAndRepair(cast: Cast, narrator: Narrator): Promise<void> {
  const { developer, reviewer } = cast
  const { number, html_url, commit } = await proposeStep(cast, narrator, 'simpler-charges', 'Simplify charges', {
    [contractFile]: hurriedContract,
  })
  await narrator.step('Checks are red, with annotations on the lines that did it', async () => {
    const checks = await developer.checks(commit, {
      ...allGreen,
      'apigov / lint': 'failure',
      'apigov / compatibility': 'failure',
      'apigov / policy': 'failure',
    })
    const shown: string[] = []
    for (const name of ['apigov / lint', 'apigov / compatibility']) {
      const annotations = await annotationsOf(developer, checks.get(name))
      proved(annotations.length > 0, `${name} has annotations`)
      for (const { path, start_line, title } of annotations) {
        proved(path === contractFile, `${title} stands in the contract`)
        shown.push(`${path}:${start_line} ${title}`)
      }
    }
    return shown
  })
  await narrator.step('One comment names each change, what to do and the version it needs', async () => {
    const [comment] = await comments(developer, number)
    proved(comment?.body.includes('2.0.0') === true, 'the comment names the version the changes ask for')
    return [comment.html_url]
  })
  await narrator.step('A push that repairs it turns them green', async () => {
    const repaired = await developer.push('simpler-charges', 'Keep what callers use; add capturedAt beside it', {
      [contractFile]: repairedContract,
    })
    await developer.checks(repaired, { ...allGreen, 'apigov / policy': 'action_required' })
    await reviewer.approve(number)
    await developer.checks(repaired, allGreen)
    proved((await comments(developer, number)).length === 1, 'it is still one comment, edited in place')
    return [html_url]
  })
  await narrator.step('Merged: the gateway reloads while traffic runs', async () => {
    const before = await config(cast.dev)
    await developer.merge(number)
    const after = await configOnce(cast.dev, (now) => now.sequence > before.sequence)
    await releaseAssets(cast, 'payments@1.1.0')
    return [`sequence ${before.sequence} to ${after.sequence}, payments@1.1.0 released`]
  })
}

async function promoteAndRollBack(cast: Cast, narrator: Narrator): Promise<void> {
  const { developer, reviewer } = cast
  const before = await config(cast.prod)
  let promotion = { number: 0, html_url: '', head: { sha: '' } }
  await narrator.step('The App has proposed it, as one line: prod is reviewed', async () => {
    promotion = await until(
      'the promotion is proposed',
      async () => (await developer.api<(typeof promotion)[]>('GET', '/pulls'))[0],
    )
    const [file] = await developer.api<{ filename: string; patch: string }[]>('GET', `/pulls/${promotion.number}/files`)
    const lines = file?.patch.split('\n').filter((line) => /^[-+]/.test(line)) ?? []
    proved(lines.length === 2, 'the promotion changes one line')
    return [...lines.map((line) => `${line[0]} ${file?.filename}: ${line.slice(1)}`), promotion.html_url]
  })
  await narrator.step('Approved and merged: prod serves 1.1.0', async () => {
    await reviewer.approve(promotion.number)
    await developer.checks(promotion.head.sha, allGreen)
    await developer.merge(promotion.number)
    const after = await configOnce(cast.prod, (now) => now.sequence > before.sequence)
    proved(after.digest !== before.digest, 'prod serves something new')
    await deployed(cast, 'prod', after.digest)
    proved((await call(cast, 'prod', '/payments/v1/charges')).status === 200, 'prod serves payments')
    return [`sequence ${before.sequence} to ${after.sequence}, deployment succeeded`]
  })
  await narrator.step('Its revert, proposed and merged the same way, rolls prod back', async () => {
    const revert = await developer.revertMain('revert-promotion')
    const proposal = await developer.propose('revert-promotion', 'Revert the promotion of Payments', 'Back to 1.0.0.')
    await reviewer.approve(proposal.number)
    await developer.checks(revert, allGreen)
    await developer.merge(proposal.number)
    const after = await configOnce(cast.prod, (now) => now.digest === before.digest && now.sequence > before.sequence)
    await deployed(cast, 'prod', after.digest)
    proved((await call(cast, 'prod', '/payments/v1/charges')).status === 200, 'prod still serves payments')
    return [`the content of sequence ${before.sequence} again, under sequence ${after.sequence}`]
  })
}

/** A branch, a push, a proposal: what every one of the three begins with. */
async function proposeStep(
  cast: Cast,
  narrator: Narrator,
  branch: string,
  title: string,
  files: Readonly<Record<string, string>>,
) {
  const proposal = { number: 0, html_url: '', commit: '' }
  await narrator.step(`"${title}" is proposed`, async () => {
    const commit = await cast.developer.push(branch, title, files)
    Object.assign(proposal, await cast.developer.propose(branch, title, ''), { commit })
    return [proposal.html_url]
  })
  return proposal
}

async function call(cast: Cast, environment: 'dev' | 'prod', path: string, key: string | null = cast.key.key) {
  const headers = { ...cast.host[environment], ...(key === null ? {} : { 'x-api-key': key }) }
  const response = await request(`${cast[environment].url}${path}`, { headers })
  await response.body.dump()
  return { status: response.statusCode, servedBy: response.headers['x-served-by'] }
}

interface Config {
  readonly digest: string
  readonly sequence: number
}

async function config(gateway: { readonly admin: string }): Promise<Config> {
  return (await fetch(`${gateway.admin}/config`)).json() as Promise<Config>
}

async function configOnce(gateway: { readonly admin: string }, holds: (config: Config) => boolean): Promise<Config> {
  return until('the gateway serves the snapshot that was published', async () => {
    const now = await config(gateway)
    return holds(now) && now
  })
}

async function deployed(cast: Cast, environment: string, digest: string): Promise<void> {
  await until(`the deployment of ${environment} turns to success`, async () => {
    const [newest] = await cast.developer.api<{ id: number; payload: { digest?: string } }[]>(
      'GET',
      `/deployments?environment=${environment}`,
    )
    if (newest?.payload.digest !== digest) return false
    const [status] = await cast.developer.api<{ state: string }[]>('GET', `/deployments/${newest.id}/statuses`)
    return status?.state === 'success'
  })
}

async function releaseAssets(cast: Cast, tag: string): Promise<string[]> {
  return until(
    `release ${tag} carries its changelog, contract and SDKs`,
    async () => {
      const release = await cast.developer.api<{ body: string; assets: { name: string }[] }>(
        'GET',
        `/releases/tags/${encodeURIComponent(tag)}`,
      )
      const names = release.assets.map(({ name }) => name)
      return names.length >= 3 && names
    },
    90,
  )
}

async function comments(
  person: Person,
  number: number,
): Promise<{ readonly body: string; readonly html_url: string }[]> {
  return person.api('GET', `/issues/${number}/comments`)
}

async function annotationsOf(person: Person, run: CheckRun | undefined) {
  return person.api<{ path: string; start_line: number; title: string }[]>('GET', `/check-runs/${run?.id}/annotations`)
}

function titleOf(checks: ReadonlyMap<string, CheckRun>, name: string): string {
  return `${name}: ${checks.get(name)?.output.title ?? ''}`
}
