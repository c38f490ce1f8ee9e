import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type AppConfig, type Environment, readConfig } from './config.ts'
import { registrationUnreadable } from './errors.ts'

const shape = z.strictObject({
  format: z.literal(1),
  /** `https://github.com`, or the Enterprise Server. */
  github: z.url(),
  appId: z.number().int().positive(),
  privateKey: z.string(),
  webhookSecret: z.string().min(1),
})

/** What the App must keep to be the App that was registered. */
export type Registration = Readonly<z.infer<typeof shape>>

const fileIn = (data: string) => join(data, 'registration.json')

/**
 * As whom the App runs: as the environment says where it has `APP_ID`, else as what was registered from this data folder; `null`
 * where neither is there. Throws an `ApigovError` where one is there and cannot be used.
 */
export async function knownConfig(env: Environment, data: string): Promise<AppConfig | null> {
  // A forgotten `APP_ID` is no wish to register another App.
  const isToldOfAnApp = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'].some((name) => env[name])
  if (isToldOfAnApp) return readConfig(env)
  const registration = await readRegistration(data)
  return registration && configOf(registration, env, data)
}

/** Kept for this user only, on disk when it resolves: GitHub shows the key once. */
export async function storeRegistration(data: string, registration: Registration): Promise<void> {
  await mkdir(data, { recursive: true })
  // By default the folder is below where the command runs, which may be a checkout: `git add .` must not take the key along.
  await writeFile(join(data, '.gitignore'), '/registration.json*\n', { flag: 'a' })
  const half = `${fileIn(data)}.new`
  const file = await open(half, 'w', 0o600)
  try {
    await file.chmod(0o600) // of one that an interrupted try left
    await file.writeFile(`${JSON.stringify(registration, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(half, fileIn(data))
}

async function readRegistration(data: string): Promise<Registration | null> {
  const text = await readFile(fileIn(data), 'utf8').catch((thrown: unknown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw registrationUnreadable(fileIn(data), thrown)
  })
  if (text === null) return null
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    // What the parser says quotes the file.
    throw registrationUnreadable(fileIn(data))
  }
}

async function configOf(registration: Registration, env: Environment, data: string): Promise<AppConfig> {
  const { protocol, host, origin } = new URL(registration.github)
  const isOwn = origin !== 'https://github.com'
  try {
    return await readConfig({
      ...env,
      APP_ID: String(registration.appId),
      PRIVATE_KEY: registration.privateKey,
      WEBHOOK_SECRET: registration.webhookSecret,
      GHE_HOST: isOwn ? host : undefined,
      GHE_PROTOCOL: isOwn ? protocol.replace(':', '') : undefined,
    })
  } catch (thrown) {
    throw registrationUnreadable(fileIn(data), thrown)
  }
}
