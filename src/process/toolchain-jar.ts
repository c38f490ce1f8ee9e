/**
 * The generator's program, `openapi-generator-cli.jar`: 32 MB of somebody else's code that runs in the release. It is one version,
 * known by its SHA-256, and checked before every use, wherever it came from: none of the ways it comes by checks it for us.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../base/errors.ts'
import { runChild } from './toolchain-child.ts'

/** The version that is used, and the hash of the file Maven Central holds under it (taken from there, its published SHA-1 compared). */
export const generator = {
  version: '7.25.0',
  sha256: '41ce4f6b07f196676439d710759fa1ced7a08066d06ff1bf314681470289efae',
} as const

export interface JarSources {
  /** A file somebody put there; it alone is used where it is given. */
  readonly path?: string | undefined
  /** Where a downloaded one is kept. */
  readonly cacheDir: string
  /** For the downloads: proxies, `HOME` for Maven's settings, `PATH`. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** `reason`: a sentence without a full stop. */
export type JarFound = { readonly path: string } | { readonly reason: string }

/** A way to get the jar: puts it into an empty folder and answers its path, or says in a few words why not. */
interface Way {
  readonly name: string
  fetch(folder: string, env: JarSources['env']): Promise<{ readonly path: string } | { readonly failure: string }>
}

const downloadTimeoutMs = 120_000
const fileName = `openapi-generator-cli-${generator.version}.jar`

/**
 * The checked jar: the path given, else the kept one, else what the wrapper downloads, else what Maven does. `reason` says what was
 * tried.
 */
export async function findJar(sources: JarSources): Promise<JarFound> {
  if (sources.path !== undefined) {
    if (await isTheJar(sources.path)) return { path: sources.path }
    return { reason: `\`${sources.path}\` is not \`${fileName}\` with the SHA-256 \`${generator.sha256}\`` }
  }
  const kept = join(sources.cacheDir, fileName)
  if (await isTheJar(kept)) return { path: kept }
  const failures: string[] = []
  for (const way of [wrapper, maven]) {
    const folder = await mkdtemp(join(tmpdir(), 'apigov-jar-'))
    try {
      const fetched = await way.fetch(folder, sources.env)
      if ('failure' in fetched) failures.push(`${way.name}: ${fetched.failure}`)
      else if (await isTheJar(fetched.path)) return { path: await keep(fetched.path, kept) }
      else failures.push(`${way.name}: what came has another SHA-256`)
    } catch (thrown) {
      failures.push(`${way.name}: ${messageOf(thrown)}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return {
    reason: `\`${fileName}\` could not be fetched (${failures.join('; ')}); allow Maven Central, set up a mirror for \`mvn\`, or name the file in \`APIGOV_GENERATOR_JAR\``,
  }
}

/** The official npm wrapper, which downloads from Maven Central and honours the usual proxy variables. */
const wrapper: Way = {
  name: '@openapitools/openapi-generator-cli',
  async fetch(folder, env) {
    const main = fileURLToPath(import.meta.resolve('@openapitools/openapi-generator-cli/main.js'))
    const config = { 'generator-cli': { version: generator.version, storageDir: folder } }
    await writeFile(join(folder, 'openapitools.json'), JSON.stringify(config))
    // It believes `PWD` more than its own working directory, and asks a search engine for the versions unless told not to.
    const own = { ...env, PWD: folder, OPENAPI_GENERATOR_CLI_SEARCH_URL: 'DEFAULT' }
    const limits = { cwd: folder, env: own, timeoutMs: downloadTimeoutMs }
    const { ended, output } = await runChild(process.execPath, [main, 'version'], limits)
    return ended === 'success' ? { path: join(folder, `${generator.version}.jar`) } : { failure: why(ended, output) }
  },
}

/** Maven, whose own settings say which mirror a company wants asked. */
const maven: Way = {
  name: 'mvn',
  async fetch(folder, env) {
    const artifact = `-Dartifact=org.openapitools:openapi-generator-cli:${generator.version}`
    const args = ['-B', '-q', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`]
    const { ended, output } = await runChild('mvn', args, { cwd: folder, env, timeoutMs: downloadTimeoutMs })
    return ended === 'success' ? { path: join(folder, fileName) } : { failure: why(ended, output) }
  },
}

async function isTheJar(path: string): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch {
    return false
  }
  return hash.digest('hex') === generator.sha256
}

/** In one step, so that nobody ever finds half a file there. */
async function keep(path: string, kept: string): Promise<string> {
  await mkdir(dirname(kept), { recursive: true })
  const partial = `${kept}.${randomUUID()}`
  await copyFile(path, partial)
  await rename(partial, kept)
  return kept
}

function why(ended: string, output: string): string {
  if (ended === 'missing') return 'not found'
  if (ended === 'timeout') return 'took too long'
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'failed').trim().slice(0, 200)
}
