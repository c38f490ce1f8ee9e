import type { Ruleset, RulesetDefinition } from '@stoplight/spectral-core'
import { didYouMean } from '../base/did-you-mean.ts'
import { ApigovError, messageOf } from '../base/errors.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import { type Definition, isDefinition } from './ruleset-file.ts'
import * as spectral from './spectral/packages.ts'
import { nameFunction } from './spectral/watched.ts'
import { type Extended, type SpectralPart, type SpectralRuleset, sourceOf } from './spectral-part.ts'

type Broken = SpectralPart['broken']
const functions: Readonly<Record<string, unknown>> = { ...spectral.functions }
const formats: Readonly<Record<string, unknown>> = { ...spectral.formats }

const published: Readonly<Record<SpectralRuleset, () => object>> = {
  'spectral:oas': () => spectral.rulesets.oas,
  'spectral:asyncapi': () => spectral.rulesets.asyncapi,
  'spectral:arazzo': () => spectral.rulesets.arazzo,
}

/** What Spectral calls one of the rulesets it brings along, in the hands of a ruleset in JavaScript. */
export function publishedNameOf(ruleset: unknown): SpectralRuleset | null {
  const [found] = Object.entries(published).find(([, value]) => value() === ruleset) ?? []
  return (found as SpectralRuleset | undefined) ?? null
}

/**
 * Turns a ruleset into Spectral's own. Of the rulesets that come along it leaves out those that are not `wanted`. Throws an `ApigovError`
 * that says where the ruleset is wrong.
 */
export function compileRuleset(part: SpectralPart, wanted: Wanted): Ruleset {
  try {
    // Built of data: whether it is one is what the constructor judges.
    const definition = definitionOf(part, wanted) as unknown as RulesetDefinition
    return new spectral.core.Ruleset(definition, { severity: 'recommended', source: sourceOf(part.name) })
  } catch (thrown) {
    throw thrown instanceof ApigovError ? thrown : explained(firstOf(thrown), part.broken)
  }
}

/** What holds for one contract, overrides and all. Throws an `ApigovError` that says which of them is wrong. */
export function rulesetForContract(compiled: Ruleset, entry: string, { broken, definition }: SpectralPart): Ruleset {
  try {
    return compiled.fromSource(sourceOf(entry))
  } catch (thrown) {
    const overrides = Array.isArray(definition['overrides']) ? (definition['overrides'] as readonly unknown[]) : []
    const missing = missingRule(firstOf(thrown))
    const index = overrides.findIndex(
      (one) => isDefinition(one) && isDefinition(one['rules']) && Object.hasOwn(one['rules'], missing ?? ''),
    )
    const at = index < 0 ? '/overrides' : pointerTo('/overrides', index)
    throw explained(firstOf(thrown), (pointer, what, help) => broken(`${at}${pointer}`, what, help))
  }
}

type Wanted = (name: SpectralRuleset) => boolean

function definitionOf(part: SpectralPart, wanted: Wanted): object {
  const { rules, overrides, ...own } = convert(part.definition, '', part) as Record<string, unknown>
  return {
    ...own,
    rules: withNewNames(rules),
    extends: extendedBy(part.extends, wanted),
    ...(Array.isArray(overrides) && {
      overrides: overrides.map((override: Definition, index) => {
        const extended = part.overrides.get(index)
        return {
          ...override,
          ...(isDefinition(override) && 'rules' in override && { rules: withNewNames(override['rules']) }),
          ...(extended && { extends: extendedBy(extended, wanted) }),
        }
      }),
    }),
  }
}

function extendedBy(extended: readonly Extended[], wanted: Wanted): unknown[] {
  return extended
    .filter(([what]) => typeof what !== 'string' || wanted(what))
    .map(([what, mode]) => {
      const ruleset = typeof what === 'string' ? published[what]() : definitionOf(what, wanted)
      return mode === undefined ? ruleset : [ruleset, mode]
    })
}

/** A copy with the names of functions and formats replaced by what they name. */
function convert(value: unknown, at: Pointer, part: SpectralPart): unknown {
  if (Array.isArray(value))
    return (value as readonly unknown[]).map((item, index) => convert(item, pointerTo(at, index), part))
  if (!isDefinition(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const pointer = pointerTo(at, key)
      if (key === 'functionOptions') return [key, child] // JSON Schemas and the like: names in it are not ours
      if (key === 'function' && typeof child === 'string') return [key, functionOf(child, pointer, part)]
      if (key === 'formats' && Array.isArray(child))
        return [key, formatsOf(child as readonly unknown[], pointer, part.broken)]
      return [key, convert(child, pointer, part)]
    }),
  )
}

function functionOf(name: string, at: Pointer, { functions: own, broken }: SpectralPart): unknown {
  if (Object.hasOwn(functions, name)) return functions[name]
  const made = own.get(name)
  if (typeof made === 'function') {
    nameFunction(made, name)
    return made
  }
  const known = [...own.keys(), ...Object.keys(functions)]
  const nearest = didYouMean(name, known)
  const help = nearest === undefined ? `Use one of ${known.join(', ')}.` : `Did you mean \`${nearest}\`?`
  throw broken(at, `There is no function \`${name}\``, help)
}

function formatsOf(names: readonly unknown[], at: Pointer, broken: Broken): unknown[] {
  return names.map((name, index) => {
    if (typeof name === 'function') return name
    const key = formatName(String(name))
    if (Object.hasOwn(formats, key)) return formats[key]
    throw broken(pointerTo(at, index), `There is no format \`${String(name)}\``, formatHelp(String(name)))
  })
}

/** What people write for formats that go by another name. */
const formatsMeant: Readonly<Record<string, string>> = { asyncapi3: 'aas3', arazzo: 'arazzo1.0', arazzo1: 'arazzo1.0' }

function formatHelp(name: string): string {
  const known = Object.keys(formats).flatMap((key) => (/^(?:oas|aas|arazzo)\d/.test(key) ? key.replace('_', '.') : []))
  const all = [...known, 'asyncapi2', 'json-schema']
  const nearest = Object.hasOwn(formatsMeant, name) ? formatsMeant[name] : didYouMean(name, all)
  return nearest === undefined ? `Use one of ${all.join(', ')}.` : `Did you mean \`${nearest}\`?`
}

/** `oas3.1` → `oas3_1`, `json-schema-draft7` → `jsonSchemaDraft7`: as the package exports them. */
function formatName(name: string): string {
  return name
    .replace(/^json-schema-(?=20)/, 'json-schema-draft-')
    .replace(/\.|([0-9])-(?=[0-9])/g, '$1_')
    .replace(/-([0-9a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function explained(error: unknown, broken: Broken): Error {
  const missing = missingRule(error)
  if (missing !== undefined) {
    const nearest = didYouMean(missing, Object.keys(spectral.rulesets.oas.rules))
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

/** The rule that a ruleset sets and nobody defines. */
function missingRule(error: unknown): string | undefined {
  return /non-existing rule: "([^"]+)"/.exec(messageOf(error))?.[1]
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

/** What rules were called in earlier versions of Spectral, whose command line still takes those names for a severity. */
const newNames: Readonly<Record<string, string>> = {
  'oas2-valid-parameter-example': 'oas2-valid-schema-example',
  'oas2-valid-response-schema-example': 'oas2-valid-schema-example',
  'oas2-valid-definition-example': 'oas2-valid-schema-example',
  'oas2-valid-response-example': 'oas2-valid-media-example',
  'oas3-valid-oas-parameter-example': 'oas3-valid-media-example',
  'oas3-valid-oas-content-example': 'oas3-valid-media-example',
  'oas3-valid-oas-header-example': 'oas3-valid-media-example',
  'oas3-valid-header-schema-example': 'oas3-valid-schema-example',
  'oas3-valid-parameter-schema-example': 'oas3-valid-schema-example',
}

/** Where several old names are one rule now, the worst severity counts. */
function withNewNames(rules: unknown): unknown {
  if (!isDefinition(rules) || !Object.keys(rules).some((name) => Object.hasOwn(newNames, name))) return rules
  const renamed: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(rules)) {
    const isOld = Object.hasOwn(newNames, name) && !isDefinition(setting)
    const now = (isOld && newNames[name]) || name
    renamed[now] = Object.hasOwn(renamed, now) ? worse(renamed[now], setting) : setting
  }
  return renamed
}

function worse(one: unknown, other: unknown): unknown {
  const rank = (setting: unknown) => {
    const severity = spectral.core.getDiagnosticSeverity(setting as 'off')
    return severity === -1 ? Number.POSITIVE_INFINITY : severity
  }
  return rank(one) <= rank(other) ? one : other
}
