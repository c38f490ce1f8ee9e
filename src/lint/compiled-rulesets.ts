/** Rulesets as Spectral compiled them, kept: a thread judges many contracts by one. */
import type { Ruleset } from '@stoplight/spectral-core'
import { isDefinition } from './ruleset-file.ts'
import { onlySetsRules, type SpectralPart, type SpectralRuleset } from './spectral-part.ts'
import { compileRuleset } from './spectral-ruleset.ts'

/** By what it is compiled for; `''` for any document. */
const compiled = new WeakMap<SpectralPart, Map<string, Ruleset>>()

/** A ruleset that comes along with Spectral is about one language, which it knows by a key of the document. */
const languages: Readonly<Record<string, SpectralRuleset>> = {
  openapi: 'spectral:oas',
  swagger: 'spectral:oas',
  asyncapi: 'spectral:asyncapi',
  arazzo: 'spectral:arazzo',
}

/**
 * The ruleset as Spectral compiles it. What comes along for other languages than the document's is not even loaded, where nothing else
 * depends on it. Throws an `ApigovError` where it cannot be compiled.
 */
export function compiledFor(part: SpectralPart, document: unknown): Ruleset {
  const kept = compiled.get(part) ?? new Map<string, Ruleset>()
  compiled.set(part, kept)
  const keys =
    isDefinition(document) && onlySetsRules(part) ? Object.keys(languages).filter((key) => key in document) : []
  const wanted = new Set(keys.map((key) => languages[key]))
  const name = keys.join()
  const ruleset = kept.get(name) ?? compiledWith(part, (its) => name === '' || wanted.has(its))
  kept.set(name, ruleset)
  return ruleset
}

function compiledWith(part: SpectralPart, wanted: (its: SpectralRuleset) => boolean): Ruleset {
  try {
    return compileRuleset(part, wanted)
  } catch {
    return compileRuleset(part, () => true) // it sets a rule of another language, or one that nobody knows
  }
}
