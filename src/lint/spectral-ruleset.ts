import spectralCore, { type Ruleset, type RulesetDefinition } from '@stoplight/spectral-core'
import * as spectralFormats from '@stoplight/spectral-formats'
import * as spectralFunctions from '@stoplight/spectral-functions'
import { arazzo, asyncapi, oas } from '@stoplight/spectral-rulesets'
import { didYouMean } from '../base/did-you-mean.ts'
import { ApigovError, messageOf } from '../base/errors.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Json } from '../contract/contract.ts'
import { isObject } from '../contract/grammar.ts'
import type { SpectralPart, SpectralRuleset } from './load-ruleset.ts'

type Broken = SpectralPart['broken']
const functions: Readonly<Record<string, unknown>> = { ...spectralFunctions }
const formats: Readonly<Record<string, unknown>> = { ...spectralFormats }

const published: Readonly<Record<SpectralRuleset, unknown>> = {
  'spectral:oas': oas,
  'spectral:asyncapi': asyncapi,
  'spectral:arazzo': arazzo,
}

/** Turns the data of a ruleset into Spectral's own. Throws an `ApigovError` that says where the ruleset is wrong. */
export function compileRuleset(part: SpectralPart): Ruleset {
  try {
    // Built of data: whether it is one is what the constructor judges.
    const definition = definitionOf(part) as unknown as RulesetDefinition
    return new spectralCore.Ruleset(definition, { severity: 'recommended', source: `/${part.name}` })
  } catch (thrown) {
    throw thrown instanceof ApigovError ? thrown : explained(firstOf(thrown), part.broken)
  }
}

function definitionOf({ definition, extends: extended, broken }: SpectralPart): object {
  const own = convert(definition, '', broken) as object
  return {
    ...own,
    extends: extended.map(([what, mode]) => {
      const ruleset = typeof what === 'string' ? published[what] : definitionOf(what)
      return mode === undefined ? ruleset : [ruleset, mode]
    }),
  }
}

/** A copy with the names of functions and formats replaced by what they name. */
function convert(value: Json, at: Pointer, broken: Broken): unknown {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, index) => convert(item, pointerTo(at, index), broken))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const pointer = pointerTo(at, key)
      if (key === 'functionOptions') return [key, child] // JSON Schemas and the like: names in it are not ours
      if (key === 'function' && typeof child === 'string') return [key, functionOf(child, pointer, broken)]
      if (key === 'formats' && Array.isArray(child)) return [key, formatsOf(child as readonly Json[], pointer, broken)]
      return [key, convert(child, pointer, broken)]
    }),
  )
}

function functionOf(name: string, at: Pointer, broken: Broken): unknown {
  if (Object.hasOwn(functions, name)) return functions[name]
  const nearest = didYouMean(name, Object.keys(functions))
  const help =
    nearest === undefined ? `Use one of ${Object.keys(functions).join(', ')}.` : `Did you mean \`${nearest}\`?`
  throw broken(at, `There is no function \`${name}\``, help)
}

function formatsOf(names: readonly Json[], at: Pointer, broken: Broken): unknown[] {
  return names.map((name, index) => {
    const key = formatName(String(name))
    if (Object.hasOwn(formats, key)) return formats[key]
    throw broken(pointerTo(at, index), `There is no format \`${String(name)}\``, 'Use `oas3`, `oas3.0` or `oas3.1`.')
  })
}

/** `oas3.1` → `oas3_1`, `json-schema-draft7` → `jsonSchemaDraft7`: as the package exports them. */
function formatName(name: string): string {
  return name
    .replace(/^json-schema-(?=20)/, 'json-schema-draft-')
    .replace(/\.|([0-9])-(?=[0-9])/g, '$1_')
    .replace(/-([0-9a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function explained(error: unknown, broken: Broken): Error {
  const missing = /non-existing rule: "([^"]+)"/.exec(messageOf(error))?.[1]
  if (missing !== undefined) {
    const nearest = didYouMean(missing, Object.keys(oas.rules))
    const help = nearest === undefined ? 'Give it `given` and `then`, or delete it.' : `Did you mean \`${nearest}\`?`
    return broken(pointerTo('/rules', missing), `There is no rule \`${missing}\``, help)
  }
  const path = error instanceof Error && 'path' in error && Array.isArray(error.path) ? error.path.map(String) : []
  return broken(
    pointerTo('', ...path),
    sentence(messageOf(error)),
    'Correct it as the documentation of Spectral describes rulesets.',
  )
}

/** Ours have no full stop and quote in backticks. */
export function sentence(message: string): string {
  return message.replace(/\s+/g, ' ').trim().replace(/\.$/, '').replaceAll('"', '`')
}

/** Spectral throws several errors as one. */
export function firstOf(thrown: unknown): unknown {
  const errors = (thrown as { errors?: unknown } | null)?.errors
  return Array.isArray(errors) && errors.length > 0 ? firstOf(errors[0]) : thrown
}
