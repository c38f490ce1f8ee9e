/**
 * The code of a ruleset as modules of this thread. Its own files are served from memory, from wherever they were read; packages come
 * from disk. It is taken as Spectral's command line takes it: an import may leave out the ending, a named import may be of any member
 * of a CommonJS package, and `@stoplight/spectral-…` are the packages that apigov judges with.
 */
import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin, registerHooks } from 'node:module'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileFunction, Script } from 'node:vm'
import { messageOf } from '../base/errors.ts'
import type { Place } from '../base/place.ts'
import { type Modules, ModuleTrouble } from '../lint/modules.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import { filesFor } from '../lint/ruleset-closure.ts'
import { exportedMembers, importable } from './imported-values.ts'

/** Where the files of a ruleset stand that was read from Git: nowhere on disk. */
const nowhere = resolve('/apigov-ruleset')

let latest: { readonly ruleset: Ruleset; readonly modules: RulesetModules } | null = null

/**
 * The modules of a ruleset. A thread runs the code of one only, ever: modules cannot be forgotten, and one company's must not meet
 * another's.
 */
export function modulesOf(ruleset: Ruleset): Modules {
  latest ??= { ruleset, modules: new RulesetModules(ruleset) }
  return latest.modules
}

interface OwnFile {
  readonly path: string
  readonly text: string
}

type ResolveHook = NonNullable<Parameters<typeof registerHooks>[0]['resolve']>
type LoadHook = NonNullable<Parameters<typeof registerHooks>[0]['load']>

class RulesetModules implements Modules {
  readonly #root: string
  /** By URL. */
  readonly #files = new Map<string, OwnFile>()
  readonly #require: NodeJS.Require
  /** True while Node resolves for us: its own `require.resolve` asks the hooks as well. */
  #isOurs = false

  constructor({ name, text, files = new Map(), code }: Ruleset) {
    this.#root = code?.folder ?? nowhere
    for (const [path, content] of [[name, text] as const, ...files])
      this.#files.set(this.#urlOf(path), { path, text: content })
    this.#require = createRequire(this.#urlOf(name))
    registerHooks({ resolve: this.#resolve, load: this.#load })
  }

  async load(path: string): Promise<unknown> {
    try {
      return exported(await import(this.#urlOf(path)))
    } catch (thrown) {
      throw this.#trouble(thrown, path)
    }
  }

  find(name: string, from: string): string | null {
    const homes = [this.#urlOf(from), import.meta.url]
    for (const home of homes)
      try {
        return this.#resolved(name, home)
      } catch (thrown) {
        if ((thrown as { code?: unknown }).code !== 'MODULE_NOT_FOUND') throw this.#trouble(thrown, from)
      }
    return null
  }

  read(path: string): string {
    return readFileSync(path, 'utf8')
  }

  placeOf(thrown: unknown): Place | null {
    if (!(thrown instanceof Error) || thrown.stack === undefined) return null
    for (const [, url = '', path = '', line, column] of thrown.stack.matchAll(
      /(file:\/\/[^\s:)]+)?((?:[A-Z]:)?[/\\][^\s:)]+)?:(\d+)(?::(\d+))?/g,
    )) {
      const file = this.#files.get(url === '' ? pathToFileURL(path).href : url)
      if (file) return { file: file.path, line: Number(line), column: Number(column ?? 1) }
    }
    return null
  }

  #urlOf(path: string): string {
    return pathToFileURL(isAbsolute(path) ? path : join(this.#root, path)).href
  }

  #resolved(name: string, home: string): string {
    this.#isOurs = true
    try {
      return createRequire(home).resolve(name)
    } finally {
      this.#isOurs = false
    }
  }

  readonly #resolve: ResolveHook = (specifier, context, next) => {
    if (this.#isOurs) return next(specifier, context)
    const isImport = context.conditions?.includes('import') ?? false
    const named = isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier
    const own = this.#files.get(named)
    if (own) return served(named, isImport && !isModule(own))
    const from = this.#files.get(context.parentURL ?? '')
    if (isBuiltin(specifier)) return next(specifier, context)
    if (spectralPackages.has(specifier) && isOfOthers(context.parentURL))
      return served(pathToFileURL(spectralPackage(specifier)).href, isImport)
    if (!from) return next(specifier, context)
    if (/^\.{1,2}\//.test(specifier)) return this.#beside(specifier, from, isImport)
    if (/^[a-z]+:/i.test(specifier)) throw missing(from, specifier, 'is not fetched', 'Install it as a package.')
    const path = this.find(specifier, from.path)
    if (path === null)
      throw missing(from, specifier, 'is not installed', 'Install the package, or put what is used of it into a file.')
    return served(pathToFileURL(path).href, isImport)
  }

  #beside(specifier: string, from: OwnFile, isImport: boolean) {
    const wanted = filesFor(new URL(specifier, this.#urlOf(from.path)).href)
    const url = wanted.find((candidate) => this.#files.has(candidate))
    const file = this.#files.get(url ?? '')
    if (url !== undefined && file) return served(url, isImport && !isModule(file))
    const help = 'Correct the path. Files are found by the paths that code names as plain texts.'
    throw missing(from, specifier, 'is not a file of the ruleset', help)
  }

  readonly #load: LoadHook = (url, context, next) => {
    if (url.startsWith(importable)) {
      const values = this.#require(fileURLToPath(url.slice(importable.length)))
      return { format: 'module', source: exportedMembers(url, values), shortCircuit: true }
    }
    const own = this.#files.get(url)
    if (!own) return next(url, context)
    const format = url.endsWith('.json') ? 'json' : isModule(own) ? 'module' : 'commonjs'
    return { format, source: own.text, shortCircuit: true }
  }

  /** What does not compile has no stack. Node says the line of a script; of a module it keeps it to itself. */
  #placeOfSlip(thrown: unknown, path: string): Place | null {
    const url = this.#urlOf(path)
    try {
      new Script(this.#files.get(url)?.text ?? '', { filename: url })
      return null
    } catch (slip) {
      return messageOf(slip) === messageOf(thrown) ? this.placeOf(slip) : null
    }
  }

  #trouble(thrown: unknown, path: string): ModuleTrouble {
    if (thrown instanceof ModuleTrouble) return thrown
    const place = this.placeOf(thrown) ?? this.#placeOfSlip(thrown, path) ?? { file: path, line: 1, column: 1 }
    const isDenied = (thrown as { code?: unknown }).code === 'ERR_ACCESS_DENIED'
    const what = isDenied
      ? `\`${path}\` asks for what the code of a ruleset may not do`
      : `\`${path}\` cannot be run: ${messageOf(thrown).split('\n')[0]?.replace(/\.$/, '')}`
    const help = isDenied
      ? 'It may read its own files and packages: no other files, no network, no programs.'
      : 'Repair it.'
    return new ModuleTrouble(place, what, help, thrown)
  }
}

/** `export default`, `module.exports`, or all that a module exports by name. */
function exported(namespace: Readonly<Record<string, unknown>>): unknown {
  if (!('default' in namespace)) return { ...namespace }
  const value = namespace['default']
  const isTranspiled = typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value
  return isTranspiled ? value.default : value
}

function served(url: string, isWrapped: boolean) {
  return { url: isWrapped ? importable + url : url, shortCircuit: true }
}

function missing(from: OwnFile, specifier: string, what: string, help: string): ModuleTrouble {
  const at = Math.max(...["'", '"', '`'].map((quote) => from.text.indexOf(`${quote}${specifier}${quote}`)))
  const before = from.text.slice(0, Math.max(0, at)).split('\n')
  const place = { file: from.path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  return new ModuleTrouble(place, `\`${specifier}\` ${what}`, help)
}

/** What has an `import`, an `export` or an `await` outside of functions does not compile as CommonJS. */
function isModule({ path, text }: OwnFile): boolean {
  if (/\.[cm]js$/i.test(path)) return path.toLowerCase().endsWith('.mjs')
  if (path.toLowerCase().endsWith('.json')) return false
  try {
    compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'])
    return false
  } catch {
    return true
  }
}

const spectralPackages = new Set(
  ['core', 'formats', 'functions', 'parsers', 'ref-resolver', 'rulesets', 'runtime'].map(
    (name) => `@stoplight/spectral-${name}`,
  ),
)

/** Some of them are there only because another one of them asks for them. */
function spectralPackage(name: string): string {
  const require = createRequire(import.meta.url)
  try {
    return require.resolve(name)
  } catch {
    return createRequire(require.resolve('@stoplight/spectral-core')).resolve(name)
  }
}

const ownCode = dirname(import.meta.dirname) + sep

/** False for our own files and Spectral's, which find each other by themselves. */
function isOfOthers(parent: string | undefined): boolean {
  if (parent === undefined || !parent.startsWith('file:')) return true
  const path = fileURLToPath(parent)
  return !path.startsWith(ownCode) && !/[/\\]@stoplight[/\\]spectral-[a-z-]+[/\\]dist[/\\]/.test(path)
}
