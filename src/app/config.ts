import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { signerWith } from '../snapshot/signature.ts'
import { settingMissing, settingWrong, webhookSecretMissing } from './errors.ts'

/** What the App is told by its environment, under the names Probot made usual. */
export interface AppConfig {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecret: string
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise Server. */
  readonly apiUrl: string
  /** Where repositories are cloned from: `https://github.com`. */
  readonly gitUrl: string
  /** What gateways show with their heartbeats; `null`: none are taken. */
  readonly nodeToken: string | null
  /** PEM of an Ed25519 key that snapshots are signed with; `null`: they are not. */
  readonly signingKey: string | null
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Throws an `ApigovError` that names the variable where one is missing or makes no sense. No message quotes a value. */
export async function readConfig(env: Environment): Promise<AppConfig> {
  const appId = Number(required(env, 'APP_ID'))
  if (!Number.isSafeInteger(appId) || appId <= 0) throw settingWrong('APP_ID', 'a number')
  // Probot would take signatures made with `development`.
  if (!env['WEBHOOK_SECRET']) throw webhookSecretMissing()
  const web = webUrl(env)
  return {
    appId,
    privateKey: await privateKey(env),
    webhookSecret: env['WEBHOOK_SECRET'],
    apiUrl: apiUrlOf(web),
    gitUrl: web,
    nodeToken: env['APIGOV_NODE_TOKEN'] || null,
    signingKey: await signingKey(env),
  }
}

/** `https://github.com`, or the Enterprise Server that the environment names. */
export function webUrl(env: Environment): string {
  const host = env['GHE_HOST']
  if (!host) return 'https://github.com'
  const url = URL.parse(`${env['GHE_PROTOCOL'] || 'https'}://${host}`)
  if (!url || !/^https?:$/.test(url.protocol) || url.host !== host.toLowerCase())
    throw settingWrong('GHE_HOST', 'a host name, as in `github.acme.example`')
  return url.origin
}

/** Where the REST API of a GitHub is, by where its pages are ("Getting started with the REST API", of each). */
export function apiUrlOf(web: string): string {
  return web === 'https://github.com' ? 'https://api.github.com' : `${web}/api/v3`
}

/** As Probot reads it: the text itself, with `\n` for line breaks or in base64, or a file. */
async function privateKey(env: Environment): Promise<string> {
  const path = env['PRIVATE_KEY_PATH']
  const name = env['PRIVATE_KEY'] ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH'
  const text =
    env['PRIVATE_KEY'] ?? (path ? await readFile(path, 'utf8').catch(() => '') : required(env, 'PRIVATE_KEY'))
  try {
    // GitHub hands out PKCS#1; everything after this reads PKCS#8.
    return createPrivateKey(pemOf(text)).export({ type: 'pkcs8', format: 'pem' }).toString()
  } catch {
    throw settingWrong(name, name === 'PRIVATE_KEY' ? 'a private key' : 'the path of a private key')
  }
}

/** Given like the private key. A wrong one stops the App: gateways would refuse what it does not sign. */
async function signingKey(env: Environment): Promise<string | null> {
  const path = env['APIGOV_SIGNING_KEY_PATH']
  const text = env['APIGOV_SIGNING_KEY'] || (path ? await readFile(path, 'utf8').catch(() => '') : null)
  if (text === null) return null
  const pem = pemOf(text)
  try {
    signerWith(pem)
  } catch {
    const name = env['APIGOV_SIGNING_KEY'] ? 'APIGOV_SIGNING_KEY' : 'APIGOV_SIGNING_KEY_PATH'
    throw settingWrong(name, name === 'APIGOV_SIGNING_KEY' ? 'an Ed25519 key' : 'the path of an Ed25519 key')
  }
  return pem
}

function pemOf(text: string): string {
  return text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : Buffer.from(text, 'base64').toString()
}

function required(env: Environment, name: string): string {
  const value = env[name]
  if (!value) throw settingMissing(name)
  return value
}
