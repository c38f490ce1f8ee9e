import { didYouMean } from '../base/did-you-mean.ts'
import { pointerTo } from '../base/place.ts'
import { type BufConfig, bufConfigOf, isBufConfig } from './buf-config.ts'
import { extendedOf, type HouseSettings, setEach } from './house-settings.ts'
import { type HouseRuleset, houseOverridesOf, writtenOf } from './overrides.ts'
import type { Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import type { Ruleset } from './ruleset.ts'
import {
  definedBy,
  type Extension,
  extensionsOf,
  functionFiles,
  isDefinition,
  type Mode,
  modes,
  pathFrom,
  type RulesetFile,
} from './ruleset-file.ts'
import { RulesetSource } from './ruleset-source.ts'
import {
  type Extended,
  isEmpty,
  isSpectralRuleset,
  partOf,
  type SpectralPart,
  type SpectralRuleset,
  silenced,
} from './spectral-part.ts'

/** A ruleset taken apart: what our engine runs, and what Spectral does. */
export interface LoadedRuleset {
  readonly house: HouseRuleset
  /** `null` where the ruleset asks nothing of Spectral, which then is not even loaded. */
  readonly spectral: SpectralPart | null
  /** A `buf.yaml` that it extends; `null` where it extends none. */
  readonly buf: BufConfig | null
}

const allowedKeys = new Set([
  'extends',
  'rules',
  'aliases',
  'formats',
  'functions',
  'functionsDir',
  'documentationUrl',
  'description',
  'parserOptions',
  'overrides',
  'except',
])

interface Loaded extends Pick<HouseRuleset, 'settings' | 'overrides'> {
  /** Our rules that something extends, whatever was set for them then. */
  readonly extendedRules: ReadonlySet<Rule>
  readonly part: SpectralPart
  readonly buf: BufConfig | null
}

/** A file, and the files and values that it is extended from. */
interface Position {
  readonly file: RulesetFile
  readonly above: readonly unknown[]
  readonly source: RulesetSource
}

/**
 * Reads a Spectral ruleset with all it extends. What of it is code is run by `ruleset.modules`, and refused where there are none. Throws
 * an `ApigovError` that names file, line and column where it cannot be used.
 */
export async function loadRuleset(ruleset: Ruleset): Promise<LoadedRuleset> {
  const source = new RulesetSource(ruleset)
  const loaded = await load({ file: await source.entry(), above: [], source })
  const { settings, overrides, extendedRules, part, buf } = loaded
  const house = { name: ruleset.name, settings, overrides }
  const isNone = isEmpty(part) && part.definition['parserOptions'] === undefined
  return { house, spectral: isNone ? null : silenced(part, extendedRules), buf }
}

/** What a ruleset makes of our rules for Protobuf, as a ruleset that is data. */
export async function settledForProtobuf(ruleset: Ruleset): Promise<Ruleset> {
  const { house, buf } = await loadRuleset(ruleset)
  const own = houseRules.filter(({ kinds }) => kinds.includes('protobuf'))
  const { rules, overrides } = writtenOf(house, own)
  const name = `${ruleset.name}.json`
  if (buf === null) return { name, text: JSON.stringify({ rules, overrides }) }
  const files = new Map([[pathFrom(name, './buf.yaml'), JSON.stringify(buf)]])
  return { name, text: JSON.stringify({ extends: './buf.yaml', rules, overrides }), files }
}

/** Those that a `buf.yaml` turns on; which of buf's they ask, it says. */
const rulesOfBuf = houseRules.filter(({ asks }) => asks !== undefined)

async function load(position: Position): Promise<Loaded> {
  const { file } = position
  refuse(file)
  const settings: HouseSettings = new Map()
  const extendedRules = new Set<Rule>()
  const extended: Extended[] = []
  let buf: BufConfig | null = null
  for (const extension of extensionsOf(file.root['extends'], '/extends')) {
    const mode = modeOf(extension, file)
    if (isBufConfig(extension.what)) {
      buf = bufConfigOf(await position.source.named(extension.what, extension.at, file, position.above))
      for (const rule of rulesOfBuf) settings.set(rule.id, rule.severity)
      continue
    }
    const own = extendedOf(extension.what, mode)
    if (own !== null) {
      for (const rule of own) {
        settings.set(rule.id, rule.severity)
        extendedRules.add(rule)
      }
      continue
    }
    const loaded = await extendedBy(extension, position)
    if (loaded === null) continue
    extended.push([typeof loaded === 'string' ? loaded : loaded.part, mode])
    if (typeof loaded === 'string') continue
    buf = loaded.buf ?? buf
    for (const rule of loaded.extendedRules) extendedRules.add(rule)
    for (const [id, severity] of loaded.settings) settings.set(id, mode === 'off' ? 'off' : severity)
  }
  setEach(settings, isDefinition(file.root['rules']) ? file.root['rules'] : {}, '/rules', file)
  const overrides = houseOverridesOf(file, position.above.length > 0)
  const extendedByOverrides = await overriddenBy(position)
  const functions = new Map<string, unknown>()
  for (const { name, path, at } of functionFiles(file.name, file.root))
    functions.set(name, await position.source.functionIn(path, at, file))
  const part = partOf(file, { extends: extended, overrides: extendedByOverrides, functions })
  return { settings, overrides, extendedRules, part, buf }
}

/** `null` where a ruleset that is there as a value leads back to one it is extended from: Spectral leaves that out. */
async function extendedBy(
  { what, at }: Extension,
  { file, above, source }: Position,
): Promise<Loaded | SpectralRuleset | null> {
  if (isSpectralRuleset(what)) return what
  if (typeof what === 'string')
    return load({ file: await source.named(what, at, file, above), above: [...above, file.name], source })
  if (above.includes(what) || what === file.root) return null
  // A ruleset in hand was imported by code, so that Spectral is loaded already.
  const { publishedNameOf } = await import('./spectral-ruleset.ts')
  const here = () => ({ file: file.name, line: 1, column: 1 })
  return publishedNameOf(what) ?? load({ file: definedBy(file.name, what, here), above: [...above, file.root], source })
}

async function overriddenBy(position: Position): Promise<SpectralPart['overrides']> {
  const { file } = position
  const all = new Map<number, readonly Extended[]>()
  const overrides = Array.isArray(file.root['overrides']) ? (file.root['overrides'] as readonly unknown[]) : []
  for (const [index, override] of overrides.entries()) {
    if (!isDefinition(override) || override['extends'] === undefined) continue
    const extended: Extended[] = []
    for (const extension of extensionsOf(override['extends'], pointerTo('/overrides', index, 'extends'))) {
      const mode = modeOf(extension, file)
      const own = extendedOf(extension.what, mode)
      const loaded = own === null ? await extendedBy(extension, position) : null
      if (own !== null || (loaded !== null && typeof loaded !== 'string' && loaded.settings.size > 0))
        throw file.broken(
          extension.at,
          'Our rules cannot be extended for some files',
          'Extend them for all, and turn them on and off under `rules`.',
        )
      if (loaded !== null) extended.push([typeof loaded === 'string' ? loaded : loaded.part, mode])
    }
    all.set(index, extended)
  }
  return all
}

function modeOf({ mode, at }: Extension, { broken }: RulesetFile): Mode | undefined {
  if (mode !== undefined && !(modes as readonly unknown[]).includes(mode))
    throw broken(at, `\`${String(mode)}\` is not a way to extend`, 'Write `off`, `recommended` or `all`.')
  return mode as Mode | undefined
}

function refuse({ problem, root, broken }: RulesetFile): void {
  if (problem) throw problem
  for (const key of Object.keys(root)) {
    if (allowedKeys.has(key)) continue
    const nearest = didYouMean(key, allowedKeys)
    throw broken(
      pointerTo('', key),
      `\`${key}\` is not a key of a ruleset`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Delete it.',
    )
  }
  const { rules, overrides } = root
  if (overrides !== undefined && !Array.isArray(overrides))
    throw broken('/overrides', '`overrides` is a list', 'Begin each with `- files: […]`.')
  if (rules !== undefined && !isDefinition(rules))
    throw broken('/rules', '`rules` is a mapping', 'Write one rule per key.')
}
