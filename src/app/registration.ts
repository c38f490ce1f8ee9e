/**
 * Registering the App ("Registering a GitHub App from a manifest"). Started without an App to be, the server has one page: whoever
 * holds the token printed on the terminal says on which GitHub and for whom, their browser takes `app.yml` there as a manifest, and
 * GitHub sends it back with a code. The code is exchanged for the App's key, the key is stored, and these doors close for good.
 */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyReply } from 'fastify'
import { messageOf } from '../base/errors.ts'
import type { Html } from '../base/html.ts'
import { convertManifest } from '../github/manifest-conversion.ts'
import { appManifest } from './app-manifest.ts'
import { apiUrlOf } from './config.ts'
import { cannotListen, publicUrlWrong, registrationWithoutSecret } from './errors.ts'
import { type Registration, storeRegistration } from './registration-file.ts'
import { confirmPage, formPage, pageHeaders, refusalPage, registeredPage, type Wish } from './registration-page.ts'
import { isSameSecret } from './same-secret.ts'
import { urlOf } from './server.ts'

export interface RegistrationOptions {
  /** The App's folder, where the registration is stored. */
  readonly data: string
  readonly host: string
  readonly port: number
  /** What the form begins with. `publicUrl` is where GitHub reaches us; `null`: not known yet. */
  readonly publicUrl: string | null
  readonly github: string
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface RunningRegistration {
  /** The page, with the token that opens it. Only for the terminal. */
  readonly url: string
  readonly port: number
  /** Resolves when the registration is on disk and the person has been told. */
  readonly done: Promise<void>
  close(): Promise<void>
}

/** A person on their way to GitHub and back. GitHub's code lives as long. */
interface Journey {
  readonly state: string
  readonly github: string
  readonly until: number
}
const journeyTakes = 60 * 60 * 1000

export async function startRegistration(options: RegistrationOptions): Promise<RunningRegistration> {
  const { data, now } = options
  await mkdir(data, { recursive: true })
  const token = randomBytes(24).toString('base64url')
  const done = Promise.withResolvers<void>()
  let journey: Journey | null = null

  const server = fastify({ logger: false, bodyLimit: 16 * 1024, forceCloseConnections: 'idle' })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, parsed) =>
    parsed(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  server.get('/health', async () => ({ status: 'unregistered' }))

  server.get('/', async (request, reply) => {
    if (!isSameSecret(textOf(request.query, 'token'), token)) return send(reply, 403, closed)
    const wish = { github: options.github, organisation: '', publicUrl: options.publicUrl ?? '' }
    return send(reply, 200, formPage(token, wish, null))
  })

  server.post('/register', async (request, reply) => {
    const { body } = request
    if (!isSameSecret(textOf(body, 'token'), token)) return send(reply, 403, closed)
    const wish: Wish = {
      github: textOf(body, 'github'),
      organisation: textOf(body, 'organisation'),
      publicUrl: textOf(body, 'publicUrl'),
    }
    const asked = askedOf(wish)
    if ('problem' in asked) return send(reply, 422, formPage(token, wish, asked.problem))
    journey = { state: randomBytes(24).toString('base64url'), github: asked.github, until: now() + journeyTakes }
    const target = new URL(`${asked.github}${asked.path}?state=${journey.state}`)
    const manifest = await appManifest(asked.publicUrl, backTo(request.headers.origin, asked.publicUrl))
    return send(reply, 200, confirmPage(target, manifest), target.origin)
  })

  server.get('/registered', async (request, reply) => {
    const begun = journey
    if (begun === null || !isSameSecret(textOf(request.query, 'state'), begun.state) || now() > begun.until)
      return send(reply, 403, strayed)
    journey = null // before anything is waited for: a state is used once
    try {
      const { name, url, registration } = await registrationOf(begun.github, textOf(request.query, 'code'))
      await storeRegistration(data, registration)
      reply.raw.once('close', done.resolve)
      return send(reply.header('connection', 'close'), 200, registeredPage(name, `${url}/installations/new`))
    } catch (thrown) {
      const sentence = `${messageOf(thrown)}. Open the address on the terminal to try again; should GitHub have made the App already, delete it there first.`
      return send(reply, 502, refusalPage('The App is not registered', sentence))
    }
  })

  await server.listen({ host: options.host, port: options.port }).catch((error: unknown) => {
    throw cannotListen(options.host, options.port, messageOf(error), error)
  })
  const listening = server.server.address() as AddressInfo
  return {
    url: `${options.publicUrl ?? urlOf(listening)}/?token=${token}`,
    port: listening.port,
    done: done.promise,
    close: () => server.close(),
  }
}

const closed = refusalPage('Not for everybody', 'Open the address that `apigov app` printed on its terminal.')
const strayed = refusalPage(
  'This did not begin here',
  'What GitHub sent does not belong to a registration that is under way here, or it took more than an hour. Open the address on the terminal to begin again.',
)

function send(reply: FastifyReply, status: number, page: Html, formTarget?: string): FastifyReply {
  return reply.code(status).headers(pageHeaders(formTarget)).send(page.html)
}

async function registrationOf(
  github: string,
  code: string,
): Promise<{ readonly name: string; readonly url: string; readonly registration: Registration }> {
  const { appId, name, url, privateKey, webhookSecret } = await convertManifest(apiUrlOf(github), code)
  if (!webhookSecret) throw registrationWithoutSecret()
  return { name, url, registration: { format: 1, github, appId, privateKey, webhookSecret } }
}

type Asked =
  | { readonly problem: string }
  | { readonly github: string; readonly path: string; readonly publicUrl: string }

function askedOf({ github, organisation, publicUrl }: Wish): Asked {
  const web = addressOf(github.includes('://') ? github : `https://${github}`)
  if (web === null || web !== new URL(web).origin)
    return { problem: `\`${github}\` is no host name, as in github.acme.example` }
  if (!/^([a-z\d][a-z\d-]{0,38})?$/i.test(organisation))
    return { problem: `\`${organisation}\` is no name of an organisation, as in github.com/acme` }
  const reached = addressOf(publicUrl)
  if (reached === null) return { problem: `\`${publicUrl}\` is no http or https address` }
  const path = organisation === '' ? '/settings/apps/new' : `/organizations/${organisation}/settings/apps/new`
  return { github: web, path, publicUrl: reached }
}

/** Throws an `ApigovError` where GitHub could not send webhooks below this address. Answers it without a slash at its end. */
export function publicUrl(given: string): string {
  const address = addressOf(given)
  if (address === null) throw publicUrlWrong(given)
  return address
}

/** An http or https address without credentials, query and fragment, and without a slash at its end; `null` for anything else. */
function addressOf(text: string): string | null {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) return null
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** The browser comes back to where its form was: through a tunnel that need not be the address GitHub knows. */
function backTo(origin: string | undefined, publicUrl: string): string {
  const from = addressOf(origin ?? '')
  return from === null || from === new URL(publicUrl).origin ? publicUrl : from
}

function textOf(fields: unknown, name: string): string {
  const value: unknown = Object.hasOwn(Object(fields), name) ? Object(fields)[name] : ''
  return typeof value === 'string' ? value : ''
}
