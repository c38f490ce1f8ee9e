/**
 * `buf`, the compiler of Protobuf contracts and what compares them: a program of its own, with a deadline, in a temporary folder that
 * holds nothing but the contract's files, with an empty environment. It is given no address and no token, and fetches nothing.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { defineError } from '../base/errors.ts'
import type { JsonObject } from '../contract/contract.ts'
import type { Compiled, CompilerMessage } from '../contract/kinds/protobuf.ts'
import type { ProtobufLayout } from '../contract/kinds/protobuf-layout.ts'
import { type ChildEnd, runChild } from './toolchain-child.ts'

/**
 * Two compilations and a comparison together end before the judge's own limit: nobody would be left to end a child of a thread that
 * is gone.
 */
const limits = { build: 15_000, breaking: 25_000, lint: 25_000, outputLimit: 32 * 1024 * 1024 } as const

/** Compiles the contract's own files. Throws an `ApigovError` where buf is not there, takes too long or fails for a reason of its own. */
export function compileProtobuf({ files, own }: ProtobufLayout): Promise<Compiled> {
  return inFolder(async (folder, buf) => {
    for (const [name, { text }] of files) {
      const path = join(folder, 'files', name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    await mkdir(join(folder, 'files'), { recursive: true })
    const chosen = own.length === files.size ? [] : own.flatMap((name) => ['--path', join('files', name)])
    const { messages, end } = await buf(['build', 'files', '-o', 'image.json', ...chosen])
    if (end.ended === 'success') return { image: await readFile(join(folder, 'image.json'), 'utf8') }
    if (messages.length === 0) throw bufFailed(reasonOf(end))
    return { errors: messages.map((each) => ({ ...each, file: each.file.replace(/^files\//, '') })) }
  })
}

/** What the rules of these categories say of the second of two compiled contracts. Throws as `compileProtobuf` does. */
export function breakingProtobuf(
  base: string,
  revision: string,
  rules: readonly string[],
): Promise<readonly CompilerMessage[]> {
  return inFolder(async (folder, buf) => {
    await writeFile(join(folder, 'base.json'), base)
    await writeFile(join(folder, 'revision.json'), revision)
    const config = JSON.stringify({ version: 'v2', breaking: { use: rules } })
    const sides = ['revision.json', '--against', 'base.json']
    const { messages, end } = await buf(['breaking', ...sides, '--exclude-imports', '--config', config])
    if (end.ended !== 'success' && messages.length === 0) throw bufFailed(reasonOf(end))
    return messages
  })
}

/**
 * What buf's rules say of a compiled contract; `config` is what stands in a `buf.yaml`, without anything to download or to run.
 * Throws as `compileProtobuf` does.
 */
export function lintProtobufImage(image: string, config: JsonObject): Promise<readonly CompilerMessage[]> {
  return inFolder(async (folder, buf) => {
    await writeFile(join(folder, 'image.json'), image)
    const { messages, end } = await buf(['lint', 'image.json', '--config', JSON.stringify(config)])
    if (end.ended !== 'success' && messages.length === 0) throw bufFailed(reasonOf(end))
    return messages
  })
}

type Buf = (
  args: readonly ['build' | 'breaking' | 'lint', ...string[]],
) => Promise<{ readonly messages: readonly CompilerMessage[]; readonly end: ChildEnd }>

async function inFolder<T>(work: (folder: string, buf: Buf) => Promise<T>): Promise<T> {
  const program = bufProgram()
  const folder = await mkdtemp(join(tmpdir(), 'apigov-buf-'))
  try {
    return await work(folder, async (args) => {
      const env = { HOME: folder, BUF_CACHE_DIR: join(folder, 'cache'), TMPDIR: folder }
      const { outputLimit } = limits
      const timeoutMs = limits[args[0]]
      const words = [...args, '--error-format', 'json']
      const end = await runChild(program, words, { cwd: folder, env, timeoutMs, outputLimit })
      if (end.ended === 'missing') throw bufMissing()
      if (end.ended === 'timeout') throw bufTimedOut(timeoutMs / 1000)
      if (end.output.length >= outputLimit) throw bufFailed('it had more to say than can be read')
      return { messages: messagesOf(end.output), end }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function messagesOf(output: string): readonly CompilerMessage[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      // A line of `--error-format json`; what has no place lacks the keys.
      const { path = '', start_line: start = 1, start_column: column = 1, type, message } = JSON.parse(line) as BufLine
      return { file: path, line: start, column, rule: type, message }
    })
}

interface BufLine {
  readonly path?: string
  readonly start_line?: number
  readonly start_column?: number
  readonly type: string
  readonly message: string
}

function reasonOf({ output }: ChildEnd): string {
  return output.trim().split('\n')[0]?.slice(0, 300) || 'it said nothing'
}

/** The packages that hold the program, by platform and processor, as `@bufbuild/buf` chooses them. */
const packages: Readonly<Record<string, string>> = {
  'win32 arm64': 'buf-win32-arm64',
  'win32 x64': 'buf-win32-x64',
  'darwin arm64': 'buf-darwin-arm64',
  'darwin x64': 'buf-darwin-x64',
  'linux arm64': 'buf-linux-aarch64',
  'linux arm': 'buf-linux-armv7',
  'linux x64': 'buf-linux-x64',
}

/** Where the program is: an optional package of `@bufbuild/buf`, which may have been left out. */
function bufProgram(): string {
  const name = packages[`${process.platform} ${process.arch}`]
  const file = process.platform === 'win32' ? 'buf.exe' : 'buf'
  try {
    const beside = createRequire(import.meta.resolve('@bufbuild/buf/package.json'))
    return beside.resolve(`@bufbuild/${name}/bin/${file}`)
  } catch (thrown) {
    throw bufMissing(thrown)
  }
}

const bufMissing = defineError(
  'APIGOV_BUF_MISSING',
  () => 'Protobuf contracts cannot be read, because the program `buf` is not installed',
  () =>
    'Install apigov with its optional dependencies (`npm install --include=optional`) on a platform that buf is made for.',
)

const bufTimedOut = defineError(
  'APIGOV_BUF_TIMED_OUT',
  (seconds: number) => `\`buf\` took longer than the limit of ${seconds} s`,
  () => 'Make the contract smaller, or split it into several.',
)

const bufFailed = defineError(
  'APIGOV_BUF_FAILED',
  (why: string) => `\`buf\` failed: ${why}`,
  () => 'Run `buf build` on the files yourself, and report it to us where that succeeds.',
)
