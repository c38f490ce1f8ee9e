/**
 * Spectral's packages, quickly. Loaded as they come they take longer than most contracts take to judge: they bring parsers and an HTTP
 * client along, which nobody asks for here, and compile validators for whatever their functions and rulesets may be given. So some
 * modules are put off until something is taken from them, and what is plainly right is seen without a validator. What Spectral means
 * stays its own. All of it that has a value is taken from here: who loads it first says how.
 */
import Module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as published from '@stoplight/spectral-rulesets'
import { type CreateFunction, quickFunction } from './quick-function.ts'
import { isObject } from './schema.ts'

const require = createRequire(import.meta.url)
const main = (name: string, from = require) => from.resolve(`@stoplight/spectral-${name}`)
const mains = {
  core: main('core'),
  formats: main('formats'),
  functions: main('functions'),
  resolver: main('ref-resolver'),
  rulesets: main('rulesets'),
  runtime: main('runtime', createRequire(main('core'))),
}
type Package = keyof typeof mains

/** What one of the packages finds by a name: a package, or a file of its own, as in `./runner/runner.js`. */
export function part<T>(of: Package, name: string): T {
  return require(pathOf(of, name)) as T
}

function pathOf(of: Package, name: string): string {
  return name.startsWith('./') ? join(dirname(mains[of]), name) : createRequire(mains[of]).resolve(name)
}

/** One that is loaded already stays what it is: somebody may hold what it exports. */
function provide(path: string, exports: object): void {
  require.cache[path] ??= Object.assign(new Module(path), { filename: path, exports, loaded: true })
}

/** The module itself, in the place of what was provided for it. */
function loaded<T>(path: string): T {
  delete require.cache[path]
  return require(path) as T
}

/** What was put off, by path, and how to have it. */
const later = new Map<string, () => object>()

interface Exports {
  /** As opposed to one that is itself what is used. */
  readonly isEsModule?: boolean
  /** What it exports, where Spectral hands that on one by one. */
  readonly names?: readonly string[]
}

function putOff(path: string, { isEsModule = true, names = [] }: Exports = {}): void {
  let exports: object | undefined
  const load = () => {
    exports ??= loaded<object>(path)
    return exports
  }
  const known = Object.defineProperty(function stub() {}, '__esModule', { value: isEsModule })
  for (const name of names)
    Object.defineProperty(known, name, { enumerable: true, get: () => Reflect.get(load(), name) })
  const isKnown = (name: string | symbol) => name === '__esModule' || names.includes(String(name))
  const stub = new Proxy(known, {
    get: (_, name) => Reflect.get(isKnown(name) ? known : load(), name),
    apply: (_, self, given) => Reflect.apply(load() as CallableFunction, self, given),
    construct: (_, given) => Reflect.construct(load() as NewableFunction, given),
  })
  provide(path, stub)
  later.set(path, load)
}

/** Loads what was put off. With hooks for modules Node loads CommonJS in another way, so who sets some calls this before. */
export function loadWhatWasPutOff(): void {
  for (const load of later.values()) load()
}

for (const [of, name] of [
  ['runtime', 'node-fetch'],
  ['core', '@stoplight/spectral-parsers'],
  ['core', 'nimma/legacy'],
  ['core', 'nimma/fallbacks'],
  ['core', './ruleset/validation/ajv.js'],
  ['functions', './schema/ajv.js'],
  ['functions', 'ajv/dist/compile/ref_error'],
  ['rulesets', './asyncapi/functions/utils/specs.js'],
  ['rulesets', './arazzo/schemas/validators.js'],
  ['rulesets', './oas/schemas/validators.js'],
] as const)
  putOff(pathOf(of, name))
putOff(pathOf('functions', '@stoplight/better-ajv-errors'), { isEsModule: false })
putOff(pathOf('core', 'es-aggregate-error'), { isEsModule: false })
putOff(pathOf('core', './spectral.js'), { names: ['Spectral'] })

const functionFile = pathOf('core', './ruleset/function.js')
let itsOwn: { readonly createRulesetFunction: CreateFunction } | undefined
provide(functionFile, {
  createRulesetFunction: quickFunction((definition, judge) => {
    itsOwn ??= loaded<NonNullable<typeof itsOwn>>(functionFile)
    return itsOwn.createRulesetFunction(definition, judge)
  }),
})

export const core = require('@stoplight/spectral-core') as typeof import('@stoplight/spectral-core')
export const formats = require('@stoplight/spectral-formats') as typeof import('@stoplight/spectral-formats')
export const functions = require('@stoplight/spectral-functions') as typeof import('@stoplight/spectral-functions')

/** The rulesets that come along, each loaded when it is asked for. */
export const rulesets = {
  get oas() {
    return ruleset<typeof published.oas>('./oas/index.js')
  },
  get asyncapi() {
    return ruleset<typeof published.asyncapi>('./asyncapi/index.js')
  },
  get arazzo() {
    return ruleset<typeof published.arazzo>('./arazzo/index.js')
  },
}

const right = new WeakSet<object>()

function ruleset<T extends object>(file: string): T {
  const found = part<{ readonly default: T }>('rulesets', file).default
  right.add(found)
  return found
}

const assertions = part<{ assertValidRuleset: (ruleset: unknown, ...more: readonly unknown[]) => void }>(
  'core',
  './ruleset/validation/assertions.js',
)
const { assertValidRuleset } = assertions
assertions.assertValidRuleset = (ruleset, ...more) => {
  if (!isPlainlyRight(ruleset)) assertValidRuleset(ruleset, ...more)
}

const settings = new Set<unknown>(['error', 'warn', 'info', 'hint', 'off', true, false])

/** One that comes along, or that only turns rules on and off. */
function isPlainlyRight(ruleset: unknown): boolean {
  if (!isObject(ruleset)) return false
  if (right.has(ruleset)) return true
  const { rules, extends: extended, ...others } = ruleset
  return (
    Object.keys(others).length === 0 &&
    (extended === undefined || (Array.isArray(extended) && extended.length === 0)) &&
    isObject(rules) &&
    Object.values(rules).every((setting) => settings.has(setting))
  )
}
