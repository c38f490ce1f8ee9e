/**
 * The toolchain of the machine: openapi-generator on Java for the code, then the language's own compiler to prove it whole. All
 * clients of a release are generated in one Java process (its batch mode); one that failed is asked again alone, for its reason.
 *
 * What runs sees a contract that was hardened before, a temporary folder, and neither the network nor our environment. Every name
 * in that folder is ours; nothing of a contract stands in a command line.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../base/errors.ts'
import { compareText } from '../base/finding.ts'
import type { OutputFile } from '../base/tree.ts'
import type { SdkRequest, SdkResult, Toolchain } from '../sdk/toolchain.ts'
import { type ChildEnd, runChild } from './toolchain-child.ts'
import { findJar } from './toolchain-jar.ts'

export interface ToolchainOptions {
  /** Environment variables: `PATH`, `JAVA_HOME`, proxies, `HOME` or `XDG_CACHE_HOME` for the cache. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The generator's jar, where it shall not be downloaded; by default what `APIGOV_GENERATOR_JAR` names. */
  readonly generatorJar?: string | undefined
  /** Where the downloaded jar is kept; by default `apigov` in the user's cache folder. */
  readonly cacheDir?: string | undefined
}

const limits = {
  generateMs: 180_000,
  compileMs: 120_000,
  heap: '1536m',
  files: 20_000,
  bytes: 200 * 1024 * 1024,
} as const
// It remembers 200 names for five seconds by default: GitHub's contract of 900 operations was not done in three minutes, now in one.
const roomyNameCache = ['cachesize=100000', 'expireafter.seconds=3600'].map(
  (setting) => `-Dorg.openapitools.codegen.utils.namecache.${setting}`,
)
const noJava = 'Java 11 or newer was not found; install it, so that `java -version` answers or `JAVA_HOME` names it'

/** Looks for Java and the generator when it is first asked to generate, not before. */
export function machineToolchain(options: ToolchainOptions): Toolchain {
  return {
    async generate(requests) {
      if (requests.length === 0) return []
      const java = await findJava(options.env)
      if (java === null) return requests.map(() => failed(noJava))
      const cacheDir = options.cacheDir ?? defaultCacheDir(options.env)
      const path = options.generatorJar ?? (options.env['APIGOV_GENERATOR_JAR'] || undefined)
      const jar = await findJar({ path, cacheDir, env: options.env })
      if ('reason' in jar) return requests.map(() => failed(jar.reason))
      const folder = await mkdtemp(join(tmpdir(), 'apigov-sdk-'))
      try {
        return await new Workshop(folder, java, jar.path, options.env).make(requests)
      } catch (thrown) {
        return requests.map(() => failed(`the generator could not be run: ${messageOf(thrown)}`))
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** One call's temporary folder: a folder per request, named by its number. */
class Workshop {
  readonly #folder: string
  readonly #java: string
  readonly #jar: string
  readonly #env: Readonly<Record<string, string>>

  constructor(folder: string, java: string, jar: string, env: ToolchainOptions['env']) {
    this.#folder = folder
    this.#java = java
    this.#jar = jar
    this.#env = { PATH: env['PATH'] ?? '', HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8' }
  }

  async make(requests: readonly SdkRequest[]): Promise<SdkResult[]> {
    await Promise.all(requests.map((request, number) => this.#prepare(number, request)))
    const batch = await this.#generate([...requests.keys()])
    return Promise.all(requests.map((request, number) => this.#finish(number, request, batch)))
  }

  async #prepare(number: number, request: SdkRequest): Promise<void> {
    const contract = join(this.#folder, `${number}-contract.json`)
    const config = {
      generatorName: request.generator,
      inputSpec: contract,
      outputDir: this.#out(number),
      additionalProperties: { ...request.options, hideGenerationTimestamp: true },
      globalProperties: { apiTests: 'false', modelTests: 'false' },
    }
    await writeFile(contract, request.contract)
    await writeFile(join(this.#folder, `${number}.json`), JSON.stringify(config))
  }

  /** One Java process for all of `numbers`. */
  #generate(numbers: readonly number[]): Promise<ChildEnd> {
    const jvm = [`-Xmx${limits.heap}`, '-XX:+UseSerialGC', ...roomyNameCache]
    const folders = [`-Duser.home=${this.#folder}`, `-Djava.io.tmpdir=${this.#folder}`]
    // A contract is one file and refers to nothing outside; should one still ask, it asks a port where nobody listens.
    const nobody = ['http', 'https'].flatMap((scheme) => [`-D${scheme}.proxyHost=127.0.0.1`, `-D${scheme}.proxyPort=9`])
    const configs = numbers.map((number) => join(this.#folder, `${number}.json`))
    const args = [...jvm, ...folders, ...nobody, '-Dhttp.nonProxyHosts=', '-jar', this.#jar]
    return this.#run(this.#java, [...args, 'batch', '--threads', '2', '--', ...configs], limits.generateMs)
  }

  async #finish(number: number, request: SdkRequest, batch: ChildEnd): Promise<SdkResult> {
    if (!(await this.#isGenerated(number))) {
      if (batch.ended === 'timeout') return failed(generatorReason(batch))
      // The batch's output mixes everybody's words; alone, what is said is about this one.
      const alone = await this.#generate([number])
      if (!(await this.#isGenerated(number))) return failed(generatorReason(alone))
    }
    const out = this.#out(number)
    for (const file of request.overlay) {
      await mkdir(dirname(join(out, file.path)), { recursive: true })
      await writeFile(join(out, file.path), file.content)
    }
    const check = request.check === 'typescript' ? await this.#compileTypeScript(out) : await this.#compilePython(out)
    if ('reason' in check) return failed(check.reason)
    return { made: true, files: await filesBelow(out), notes: check.notes }
  }

  /** The generator writes the list of its files last. */
  async #isGenerated(number: number): Promise<boolean> {
    const list = await readFile(join(this.#out(number), '.openapi-generator', 'FILES'), 'utf8').catch(() => '')
    return list !== ''
  }

  async #compileTypeScript(out: string): Promise<Check> {
    const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))
    const { ended, output } = await this.#run(process.execPath, [compiler, '-p', '.'], limits.compileMs, out)
    if (ended === 'success') return { notes: [] }
    if (ended === 'timeout') return { reason: 'compiling the generated TypeScript took too long' }
    return { reason: `the generated TypeScript does not compile: ${firstLine(output, /error/)}` }
  }

  async #compilePython(out: string): Promise<Check> {
    const args = ['-I', '-m', 'compileall', '-q', out]
    const { ended, output } = await this.#run('python3', args, limits.compileMs)
    if (ended === 'success') return { notes: [] }
    if (ended === 'missing') return { notes: ['The Python client was not compiled: `python3` was not found.'] }
    if (ended === 'timeout') return { reason: 'compiling the generated Python took too long' }
    return { reason: `the generated Python does not compile: ${firstLine(output, /Error/)}` }
  }

  #run(program: string, args: readonly string[], timeoutMs: number, cwd = this.#folder): Promise<ChildEnd> {
    return runChild(program, args, { cwd, env: this.#env, timeoutMs })
  }

  #out(number: number): string {
    return join(this.#folder, String(number))
  }
}

type Check = { readonly notes: readonly string[] } | { readonly reason: string }

function failed(reason: string): SdkResult {
  return { made: false, reason }
}

/** The `java` of `JAVA_HOME` or the `PATH`; `null` where there is none or it is older than 11. */
async function findJava(env: ToolchainOptions['env']): Promise<string | null> {
  const home = env['JAVA_HOME']
  const java = home ? join(home, 'bin', 'java') : 'java'
  const own = { PATH: env['PATH'] ?? '' }
  const { ended, output } = await runChild(java, ['-version'], { cwd: tmpdir(), env: own, timeoutMs: 30_000 })
  // `openjdk version "17.0.15"`; up to 8 it called itself 1.8.
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0)
  return ended === 'success' && major >= 11 ? java : null
}

function defaultCacheDir(env: ToolchainOptions['env']): string {
  const base = env['XDG_CACHE_HOME'] || (env['HOME'] ? join(env['HOME'], '.cache') : tmpdir())
  return join(base, 'apigov')
}

function generatorReason({ ended, output }: ChildEnd): string {
  if (ended === 'timeout') return `the generator took more than ${limits.generateMs / 1000} s`
  if (/OutOfMemoryError/.test(output)) return `the generator needed more than ${limits.heap} of memory`
  return `the generator refused the contract: ${firstLine(output, /^\s*-\S/, /Exception/)}`
}

/** The first line that the first fitting pattern matches, cut to a sentence's length. */
function firstLine(output: string, ...patterns: readonly RegExp[]): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const line = patterns.map((pattern) => lines.find((text) => pattern.test(text))).find((found) => found !== undefined)
  return (line ?? lines[0] ?? 'it said nothing')
    .trim()
    .replace(/^-|\.$/g, '')
    .slice(0, 300)
}

async function filesBelow(folder: string): Promise<OutputFile[]> {
  const files: OutputFile[] = []
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.pyc')) continue
    const path = join(entry.parentPath, entry.name)
    bytes += (await stat(path)).size
    if (files.length >= limits.files || bytes > limits.bytes)
      throw new RangeError('it wrote more than a client can need')
    files.push({ path: relative(folder, path).replaceAll(sep, '/'), content: await readFile(path) })
  }
  return files.sort((a, b) => compareText(a.path, b.path))
}
