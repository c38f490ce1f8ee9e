/**
 * What changed between two Protobuf contracts. What breaks, buf has said by the time this is asked; here its messages become changes:
 * about a thing with a name, with the methods it reaches, and places on both sides. What is new, buf does not tell: that is found here.
 */
import { markdownCode } from '../../base/escaping.ts'
import { fingerprinter } from '../../base/fingerprint.ts'
import { pointerTo } from '../../base/place.ts'
import type { CompilerMessage, ProtobufContract } from '../../contract/kinds/protobuf.ts'
import type { Element } from '../../contract/kinds/protobuf-image.ts'
import type { Change, Diff, DiffOptions, Direction, Impact, Subject } from '../change.ts'
import { summed } from '../diff.ts'
import { usualHelp } from '../rules/change-rule.ts'
import { type Found, finderOf, keyOf } from './protobuf-elements.ts'
import { reachOf } from './protobuf-reach.ts'
import { ruleIdOf, verdictOn } from './protobuf-verdicts.ts'

/** Something to tell, before it has a fingerprint. */
interface Verdict extends Found {
  readonly rule: string
  readonly impact: Impact
  readonly message: string
  readonly help: string
}

/** Compares two contracts with what buf says of the second. The worst changes come first. */
export function diffProtobuf(
  base: ProtobufContract,
  revision: ProtobufContract,
  said: readonly CompilerMessage[],
  options: DiffOptions,
): Diff {
  const { catalog, api, version } = revision.identity
  const fingerprintOf = fingerprinter()
  const reach = { base: reachOf(base), revision: reachOf(revision) }
  return summed(
    [...verdictsOn(base, revision, said), ...newsOf(base, revision)].map((verdict): Change => {
      const { element, was, is, rule, impact, message, help } = verdict
      const [side, known] = is === null && was !== null ? [reach.base, was] : [reach.revision, is ?? element]
      const affects = known === null ? [] : side.methodsOf(known)
      const direction = known === null ? 'none' : side.directionOf(known)
      const gentler = isOneofOfOne(verdict) ? 'dangerous' : soften(rule, direction, impact)
      return {
        ...{ rule, impact: gentler, direction, message, help: gentler === impact ? help : usualHelp[gentler] },
        fingerprint: fingerprintOf({
          ...{ rule, catalog, api, version },
          pointer: pointerTo('', element?.name ?? ''),
          subject: verdict.name,
        }),
        subject: subjectOf(element, verdict.name),
        affects,
        base: was && base.place(was.file, was.start),
        revision: is && revision.place(is.file, is.start),
        nearest: verdict.place,
      }
    }),
    options,
  )
}

/**
 * What consumers only send and the application no longer knows is ignored, not refused: as for OpenAPI, whether that hurts it does
 * not say.
 */
function soften(rule: string, direction: Direction, impact: Impact): Impact {
  return rule.startsWith('protobuf-field-no-delete') && direction === 'request' ? 'dangerous' : impact
}

/** In or out of a oneof that no other field shares: the bytes stay, and nothing else in it is cleared; generated code differs. */
function isOneofOfOne({ rule, was, is }: Verdict): boolean {
  const both = [was?.oneof, is?.oneof].filter((oneof) => oneof !== undefined)
  return rule === 'protobuf-field-same-oneof' && both.length === 1 && both[0]?.isShared === false
}

function verdictsOn(
  base: ProtobufContract,
  revision: ProtobufContract,
  said: readonly CompilerMessage[],
): readonly Verdict[] {
  const find = finderOf(base, revision)
  const causes = new Map<string, { readonly found: Found; readonly messages: CompilerMessage[] }>()
  for (const message of said) {
    const found = find(message)
    const key = JSON.stringify([found.name, found.is?.name, verdictOn(message.rule).about])
    const cause = causes.get(key) ?? { found, messages: [] }
    causes.set(key, cause)
    cause.messages.push(message)
  }
  return [...causes.values()].map(({ found, messages }) => {
    const [first] = messages.toSorted((a, b) => verdictOn(a.rule).rank - verdictOn(b.rule).rank)
    const impacts = messages.map(({ rule }) => verdictOn(rule).impact)
    const impact = impacts.includes('breaking') ? 'breaking' : impacts.includes('dangerous') ? 'dangerous' : 'safe'
    return {
      ...found,
      rule: ruleIdOf(first?.rule ?? ''),
      impact,
      message: sentence(first?.message ?? ''),
      help: helpOf(messages, impact),
    }
  })
}

function helpOf(messages: readonly CompilerMessage[], impact: Impact): string {
  const isUnreserved = messages.some(({ rule }) => rule.includes('_UNLESS_'))
  return isUnreserved
    ? 'Keep it, marked `deprecated`; or remove it in a new major version, and reserve its number and its name.'
    : usualHelp[impact]
}

/** buf quotes with `"` and refers to pages of documentation at the end. */
function sentence(message: string): string {
  return message
    .replace(/ See https?:.*$/s, '')
    .replace(/^Previously present /, 'The ')
    .replace(/"([^"]*)"/g, (_, quoted: string) => (quoted === '' ? 'nothing' : markdownCode(quoted)))
    .replace(/\.$/, '')
}

function subjectOf(element: Element | null, name: string): Subject {
  if (element === null) return name === '' ? { kind: 'document' } : { kind: 'type', name }
  if (element.kind === 'rpc')
    return { kind: 'rpc', service: element.within, method: element.name.slice(element.within.length + 1) }
  return { kind: 'type', name: element.name }
}

/** What the revision has and the base has not, without what stands in something new; and what it calls deprecated for the first time. */
function newsOf(base: ProtobufContract, revision: ProtobufContract): readonly Verdict[] {
  const known = new Map(base.elements.map((element) => [keyOf(element), element]))
  const containers = new Set(base.elements.map(({ name }) => name))
  const packages = new Set(base.elements.filter(({ kind }) => isTopLevel(kind)).map(({ within }) => within))
  return revision.elements.flatMap((is): Verdict[] => {
    const was = known.get(keyOf(is)) ?? null
    const place = revision.place(is.file, is.start)
    const told = { element: is, name: is.name, was, is, place, help: usualHelp.safe }
    const thing = `The ${words[is.kind]} ${markdownCode(is.name)}`
    if (was !== null)
      return is.isDeprecated && !was.isDeprecated
        ? [{ ...told, rule: 'protobuf-deprecated', impact: 'safe', message: `${thing} is deprecated` }]
        : []
    // A field that must be sent is told as what breaks.
    if (is.isRequired || !(containers.has(is.within) || packages.has(is.within) || isTopLevel(is.kind))) return []
    const impact = is.kind === 'value' && is.isClosed ? 'dangerous' : 'safe'
    return [{ ...told, rule: `protobuf-${is.kind}-added`, impact, message: `${thing} is new`, help: usualHelp[impact] }]
  })
}

function isTopLevel(kind: Element['kind']): boolean {
  return kind === 'message' || kind === 'enum' || kind === 'service'
}

const words: Readonly<Record<Element['kind'], string>> = {
  message: 'message',
  field: 'field',
  oneof: 'oneof',
  enum: 'enum',
  value: 'enum value',
  service: 'service',
  rpc: 'method',
}
