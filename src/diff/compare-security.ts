import { isDeepStrictEqual } from 'node:util'
import { markdownCode } from '../base/escaping.ts'
import type { Details, Topic, Trait } from './fact.ts'
import { child, children, get, isAnnotation, isList, isObject, type Node, spotOf } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** One way to be let in: scheme names with the scopes each must carry. Empty: anybody. */
type Requirement = ReadonlyMap<string, readonly string[]>

/** Security of an operation that has its own on either side; the document's is compared by `compareGlobalSecurity`. */
export function compareSecurity({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  if (get(base.node, 'security') === undefined && get(revision.node, 'security') === undefined) return
  const renamed = renamedSchemes(base.root, revision.root)
  const before = requirementsOf(base.node) ?? requirementsOf(base.root) ?? [anybody]
  const after = requirementsOf(revision.node, renamed) ?? requirementsOf(revision.root, renamed) ?? [anybody]
  const spots = { base: spotOf(base.node, 'security'), revision: spotOf(revision.node, 'security') }
  const topic: Topic = { where: 'operation', direction: 'none', thing: 'security', operation: subject }
  compareRequirements(before, after, (kind, details) => notebook.tell(topic, kind, { ...spots, ...details }))
}

/** What holds for every operation that says nothing itself, and the schemes requirements refer to. */
export function compareGlobalSecurity(base: Node, revision: Node, notebook: Notebook): void {
  const renamed = renamedSchemes(base, revision)
  const before = requirementsOf(base) ?? [anybody]
  const after = requirementsOf(revision, renamed) ?? [anybody]
  const spots = { base: spotOf(base, 'security'), revision: spotOf(revision, 'security') }
  const topic: Topic = { where: 'document', direction: 'none', thing: 'security', operation: null }
  compareRequirements(before, after, (kind, details) => notebook.tell(topic, kind, { ...spots, ...details }))
  compareSchemes(base, revision, renamed, notebook)
}

const anybody: Requirement = new Map()

/**
 * `undefined` where there is no list; an empty list lets anybody in, like `{}` in it (OpenAPI 3.1, 4.8.10). Schemes go by the names
 * they had, even where they are `renamed`.
 */
function requirementsOf(node: Node, renamed: Renamed = new Map()): readonly Requirement[] | undefined {
  const list = get(node, 'security')
  if (!isList(list)) return undefined
  const requirements = list.filter(isObject).map((requirement) => {
    const schemes = Object.keys(requirement).map((written): [string, readonly string[]] => {
      const name = schemeOf(written)
      return [renamed.get(name) ?? name, scopesOf(requirement[written])]
    })
    return new Map(schemes.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return requirements.length === 0 ? [anybody] : requirements
}

/** OpenAPI 3.2 lets a requirement name its scheme by a reference (Security Requirement Object). */
function schemeOf(written: string): string {
  const home = '#/components/securitySchemes/'
  return written.startsWith(home) ? written.slice(home.length) : written
}

/** By the name a scheme has now: the name it had, where one of the same meaning is gone. */
type Renamed = ReadonlyMap<string, string>

const known = new WeakMap<Node, { readonly base: Node; readonly renamed: Renamed }>()

function renamedSchemes(base: Node, revision: Node): Renamed {
  const answer = known.get(revision)
  if (answer?.base === base) return answer.renamed
  const [before, after] = [schemesOf(base), schemesOf(revision)]
  const gone = [...before].filter(([name]) => !after.has(name))
  const renamed = new Map<string, string>()
  for (const [name, is] of after) {
    const at = before.has(name) ? -1 : gone.findIndex(([, was]) => isDeepStrictEqual(meaningOf(was), meaningOf(is)))
    const [old] = at < 0 ? [] : gone.splice(at, 1)
    if (old !== undefined) renamed.set(name, old[0])
  }
  known.set(revision, { base, renamed })
  return renamed
}

function meaningOf({ value }: Node): unknown {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isAnnotation(key)))
}

function scopesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((scope) => typeof scope === 'string') : []
}

function compareRequirements(
  before: readonly Requirement[],
  after: readonly Requirement[],
  notice: TellRequirement,
): void {
  let isNarrower = false
  const tell: TellRequirement = (kind, details) => {
    isNarrower ||= details.traits.includes('narrowing')
    notice(kind, details)
  }
  // Narrowing: somebody who was let in before is not any more.
  const shutOut = (was: readonly Requirement[]): readonly Trait[] =>
    was.some((one) => !after.some((is) => admits(is, one))) ? ['narrowing'] : []
  const named = (requirements: readonly Requirement[]) => new Map(requirements.map((one) => [nameOf(one), one]))
  // What stands on both sides as it is says nothing about others of the same schemes.
  const without = (some: readonly Requirement[], others: readonly Requirement[]) =>
    some.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)))
  const names = { before: named(without(before, after)), after: named(without(after, before)) }
  for (const [name, is] of names.after) {
    const was = names.before.get(name)
    if (was !== undefined) compareScopes(was, is, tell)
    else if (is.size > 0) tell('security-added', { subject: name, traits: shutOut(before) })
  }
  for (const [name, was] of names.before)
    if (!names.after.has(name) && was.size > 0) tell('security-removed', { subject: name, traits: shutOut([was]) })
  // What has no name of its own: `{}` that is gone, or two requirements of the same schemes.
  for (const was of before)
    if (!isNarrower && shutOut([was]).length > 0)
      tell('security-removed', { subject: nameOf(was) || 'no credential', traits: ['narrowing'] })
}

type TellRequirement = (kind: string, details: { subject: string; traits: readonly Trait[] }) => void

function compareScopes(was: Requirement, is: Requirement, tell: TellRequirement): void {
  for (const [scheme, scopes] of is) {
    const had = was.get(scheme) ?? []
    for (const scope of scopes)
      if (!had.includes(scope)) tell('security-scope-added', { subject: scopeOf(scheme, scope), traits: ['narrowing'] })
    for (const scope of had)
      if (!scopes.includes(scope)) tell('security-scope-removed', { subject: scopeOf(scheme, scope), traits: [] })
  }
}

/** True where whoever meets `was` meets `is` too. */
function admits(is: Requirement, was: Requirement): boolean {
  return [...is].every(
    ([scheme, scopes]) => was.has(scheme) && scopes.every((scope) => was.get(scheme)?.includes(scope)),
  )
}

function nameOf(requirement: Requirement): string {
  return [...requirement.keys()].join(' and ')
}

function scopeOf(scheme: string, scope: string): string {
  return `${markdownCode(scope)} of ${markdownCode(scheme)}`
}

type TellScheme = (kind: string, details: Details) => void

function compareSchemes(base: Node, revision: Node, renamed: Renamed, notebook: Notebook): void {
  const before = schemesOf(base)
  const after = new Map([...schemesOf(revision)].map(([name, scheme]) => [renamed.get(name) ?? name, scheme]))
  const teller = (name: string): TellScheme => {
    const thing = `the security scheme ${markdownCode(name)}`
    return (kind, details) =>
      notebook.tell({ where: 'security scheme', direction: 'none', thing, operation: null }, kind, {
        subject: name,
        ...details,
      })
  }
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined) teller(name)('security-scheme-removed', { base: was.use, revision: null })
    else compareScheme(was, is, teller(name))
  }
  for (const [name, is] of after)
    if (!before.has(name)) teller(name)('security-scheme-added', { base: null, revision: is.use })
}

const flowUrls = [
  ['authorizationUrl', 'oauth-url-changed'],
  ['deviceAuthorizationUrl', 'oauth-url-changed'],
  ['tokenUrl', 'oauth-token-url-changed'],
] as const

function compareScheme(was: Node, is: Node, tell: TellScheme): void {
  const types = { before: get(was, 'type'), after: get(is, 'type') }
  if (types.before !== types.after)
    tell('security-scheme-type-changed', { ...types, base: spotOf(was, 'type'), revision: spotOf(is, 'type') })
  else compareCredential(was, is, tell)
  const flows = { before: flowsOf(was), after: flowsOf(is) }
  for (const [flow, is] of flows.after)
    if (types.before === types.after && !flows.before.has(flow))
      tell('oauth-flow-added', { after: flow, base: null, revision: is })
  for (const [flow, before] of flows.before) {
    const after = flows.after.get(flow)
    if (after === undefined) {
      if (types.before === types.after) tell('oauth-flow-removed', { before: flow, base: before, revision: null })
      continue
    }
    for (const [key, kind] of flowUrls) {
      const urls = { before: get(before, key), after: get(after, key) }
      if (urls.before !== urls.after) tell(kind, { ...urls, base: spotOf(before, key), revision: spotOf(after, key) })
    }
    compareKnownScopes(before, after, tell)
  }
}

/** Where and how the credential is sent. Names of headers and HTTP schemes are the same in any case (RFC 9110 sections 5.1 and 11.1). */
function compareCredential(was: Node, is: Node, tell: TellScheme): void {
  for (const key of ['in', 'name', 'scheme', 'openIdConnectUrl']) {
    const [before, after] = [get(was, key), get(is, key)]
    const isCaseless = key === 'scheme' || (key === 'name' && get(is, 'in') === 'header')
    const same = isCaseless ? String(before).toLowerCase() === String(after).toLowerCase() : before === after
    if (!same)
      tell('security-scheme-changed', {
        subject: key,
        before,
        after,
        base: spotOf(was, key),
        revision: spotOf(is, key),
      })
  }
}

function compareKnownScopes(was: Node, is: Node, tell: TellScheme): void {
  const before = get(was, 'scopes')
  const after = get(is, 'scopes')
  if (!isObject(before) || !isObject(after)) return
  const spots = { base: spotOf(was, 'scopes'), revision: spotOf(is, 'scopes') }
  for (const scope of Object.keys(before))
    if (!Object.hasOwn(after, scope)) tell('oauth-scope-removed', { ...spots, subject: scope })
    else if (before[scope] !== after[scope])
      tell('oauth-scope-changed', { ...spots, subject: scope, before: before[scope], after: after[scope] })
  for (const scope of Object.keys(after))
    if (!Object.hasOwn(before, scope)) tell('oauth-scope-added', { ...spots, subject: scope })
}

function flowsOf(scheme: Node): ReadonlyMap<string, Node> {
  return children(scheme, 'flows')
}

function schemesOf(root: Node): ReadonlyMap<string, Node> {
  const components = child(root, 'components')
  return components === null ? new Map() : children(components, 'securitySchemes')
}
