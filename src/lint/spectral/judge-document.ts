/**
 * Spectral's run over one document, quicker. The ruleset, the functions, the wording of findings and their places are Spectral's; ours
 * are following references, finding the places a rule asks for (one walk for all rules), and not judging one thing twice.
 * What our walk does not support is left to Spectral's own, rule by rule.
 */
import type { Format, IRuleResult, Ruleset } from '@stoplight/spectral-core'
import type { Expression } from './automaton.ts'
import { quickened, sideOf } from './examples.ts'
import { type CompiledRule, DocumentInventory, type Inventory, lintNode, Runner, type Then } from './internals.ts'
import { readJsonPath } from './json-path.ts'
import { functions, rulesets } from './packages.ts'
import { withPatterns } from './pattern-function.ts'
import { resolveQuickly, type Sharing } from './resolved.ts'
import { quickenedSchema } from './schema-function.ts'
import { type Asker, walk } from './walk.ts'
import { doingWhatIsPromised, RuleFailed, watched } from './watched.ts'

export interface SpectralDocument {
  /** An absolute path that stands for the entry file. */
  readonly source: string
  readonly data: unknown
  readonly formats?: ReadonlySet<Format> | null
  /** The value of another file that the document refers to, by an absolute path like `source`. */
  fileAt?(path: string): unknown
}

/** Every finding, each once; `ruleset` is what holds for the document's source. Throws what a rule throws, with the rule's name. */
export async function judgeDocument(
  document: SpectralDocument,
  slow: () => SlowResolver,
  ruleset: Ruleset,
): Promise<IRuleResult[]> {
  const { inventory, sharing } = await inventoryOf(document, slow)
  const found = [...ruleset.formats].filter((format) => format(inventory.resolved as never, document.source))
  const described = inventory.document as { formats?: ReadonlySet<Format> | null }
  described.formats = found.length > 0 ? new Set(found) : null
  const runner = new Runner(inventory)
  // Published with another type for `then` than what a rule has once it is compiled.
  const rules = Object.values(ruleset.rules) as unknown as CompiledRule[]
  await judge(inventory, sharing, runner, rules)
  return runner.getResults()
}

/** Spectral's own, for what is spread over files in ways that the quick one leaves to it. */
export interface SlowResolver {
  readonly uriCache: object
  resolve(data: unknown, options: unknown): Promise<unknown>
}

async function inventoryOf({ data, source, fileAt }: SpectralDocument, slow: () => SlowResolver) {
  const quick = typeof data === 'object' && data !== null ? resolveQuickly(data, source, fileAt) : null
  const resolver: SlowResolver = quick ? { uriCache: {}, resolve: async () => quick } : slow()
  const inventory = new DocumentInventory(documentOf(source, data), resolver)
  await inventory.resolve()
  for (const [path, value] of quick?.others ?? []) inventory.referencedDocuments[path] = documentOf(path, value)
  return { inventory, sharing: quick?.sharing ?? null }
}

/** As the functions of rules see one: some take its value from what Spectral's parser gave. */
function documentOf(source: string, data: unknown) {
  return { ...plain, source, data, parserResult: { data, diagnostics: [] } }
}

/** Places are found by the path of a finding, when all is judged. */
const plain = { diagnostics: [], getRangeForJsonPath: () => undefined, trapAccess: (value: unknown) => value }

async function judge(
  inventory: Inventory,
  sharing: Sharing | null,
  runner: InstanceType<typeof Runner>,
  rules: readonly CompiledRule[],
) {
  const formats = inventory.document.formats ?? null
  const context = { documentInventory: inventory, results: runner.results, promises: [] as Promise<void>[] }
  const left = new Set<CompiledRule>()
  const expressions = { resolved: new Map<string, Asker[]>(), unresolved: new Map<string, Asker[]>() }
  for (const rule of rules) {
    if (!rule.enabled || !rule.matchesFormat(formats)) continue
    const tells = prepared(rule)
    const givens = [...new Set(rule.getGivenForFormats(formats))]
    if (givens.some((given) => readJsonPath(given) === null)) {
      left.add(rule)
      continue
    }
    const see: Asker['see'] = (path, value) => naming(rule, () => lintNode(context, { path, value }, rule))
    const asker = { tells, see }
    const group = expressions[rule.resolved ? 'resolved' : 'unresolved']
    for (const given of givens) group.set(given, [...(group.get(given) ?? []), asker])
  }
  show(inventory.resolved, expressions.resolved, sharing)
  show(inventory.unresolved, expressions.unresolved, null)
  doingWhatIsPromised()
  await Promise.all(context.promises)
  if (left.size === 0) return
  // Its engine looks into all of what is frozen, as what Spectral's resolver makes is, and else where it takes the expressions to
  // lead, all together. It errs in that, so what stands in the file is looked through for all that Spectral would look for there.
  Object.freeze(inventory.resolved)
  const looking = rules.flatMap((rule) => (left.has(rule) ? [rule] : rule.resolved ? [] : [withoutFunctions(rule)]))
  await runner.run({ rules: Object.fromEntries(looking.map((rule) => [rule.name, rule])) })
}

/** A rule that looks where it did, and judges nothing. */
function withoutFunctions(rule: CompiledRule): CompiledRule {
  const { name, enabled, resolved } = rule
  return {
    name,
    enabled,
    resolved,
    // biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
    then: [],
    matchesFormat: (formats) => rule.matchesFormat(formats),
    getGivenForFormats: (formats) => rule.getGivenForFormats(formats),
  }
}

function show(root: unknown, askers: ReadonlyMap<string, readonly Asker[]>, sharing: Sharing | null): void {
  const expressions = [...askers].map(([given, asking]) => ({ path: readJsonPath(given), askers: asking }))
  const readable = expressions.filter((expression): expression is Expression<Asker> => expression.path !== null)
  if (typeof root === 'object' && root !== null) walk(root, readable, sharing)
  else
    for (const { path, askers: asking } of readable)
      if (path.steps.length === 0) for (const asker of asking) asker.see([], root)
}

function naming({ name }: CompiledRule, act: () => void): void {
  try {
    act()
  } catch (thrown) {
    throw new RuleFailed(name, null, thrown)
  }
}

/** What a function's findings depend on beside the object it is given. */
type Dependence = 'object' | 'side' | 'way'

const { oas } = rulesets
const exampleFunction = oas.rules['oas3-valid-media-example'].then.function as unknown as Then['function']
const ofObjectOnly = new Set<unknown>([
  functions.alphabetical,
  functions.casing,
  functions.defined,
  functions.enumeration,
  functions.falsy,
  functions.length,
  functions.or,
  functions.pattern,
  functions.truthy,
  functions.undefined,
  functions.xor,
  oas.rules['typed-enum'].then.function,
])
/** They name what they are given by the last segment of the way to it, which a field of the object itself settles. */
const ofObjectAndName = new Set<unknown>([functions.schema, oas.rules['duplicated-entry-in-enum'].then.function])

/** Rules are compiled once and judge many documents. */
const known = new WeakMap<CompiledRule, Asker['tells']>()

/** Makes the functions of a rule quick and watched, once; answers what its findings depend on. */
function prepared(rule: CompiledRule): Asker['tells'] {
  let tells = known.get(rule)
  if (tells === undefined) {
    tells = tellsOf(rule)
    // biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
    rule.then = rule.then.map((then) => ({
      ...then,
      function: watched(rule.name, quick.get(then.function) ?? then.function, then.function),
    }))
    known.set(rule, tells)
  }
  return tells
}

function tellsOf(rule: CompiledRule): Asker['tells'] {
  const dependences = rule.then.map(dependenceOf)
  if (dependences.includes('way')) return 'ways'
  return dependences.includes('side') ? bySide : 'objects'
}

/** The functions that are made quicker. */
const quick = new Map<unknown, Then['function']>([
  [exampleFunction, quickened(exampleFunction)],
  // Published with the type of its own options, as `Then` has it for none.
  [functions.pattern, withPatterns(functions.pattern as unknown as Then['function'])],
  ...[...ofObjectAndName].map((judge) => [judge, quickenedSchema(judge as Then['function'])] as const),
])

function dependenceOf(then: Then): Dependence {
  const { field, functionOptions } = then
  if (then.function === exampleFunction)
    return (functionOptions as { readonly type: string }).type === 'media' ? 'side' : 'object'
  if (ofObjectOnly.has(then.function)) return 'object'
  return ofObjectAndName.has(then.function) && field !== undefined && !/^[@$]/.test(field) ? 'object' : 'way'
}

const bySide = (path: readonly (string | number)[]) => sideOf(path) ?? ''
