/**
 * Where we know better than `@graphql-inspector/core` what a change means, and why: its verdicts look at the definition that changed,
 * ours at whether a valid query can notice. The first row that fits holds; where none does, its verdict is ours.
 */
import type { Change as Found } from '@graphql-inspector/core'
import { type GraphQLDirective, isNonNullType } from 'graphql'
import type { Impact } from '../change.ts'
import type { Meeting } from './graphql-reach.ts'

interface Override {
  readonly id: string
  readonly impact: Impact
  readonly because: string
  fits(change: Found, meeting: Meeting): boolean
}

interface Silence {
  readonly id: string
  readonly because: string
  fits(change: Found): boolean
}

/** `FIELD_REMOVED` → `graphql-field-removed` */
export function ruleIdOf(type: string): string {
  return `graphql-${type.toLowerCase().replaceAll('_', '-')}`
}

export function overrideFor(change: Found, meeting: Meeting): Override | undefined {
  return overrides.find(({ fits }) => fits(change, meeting))
}

export function silenceFor(change: Found): Silence | undefined {
  return silences.find(({ fits }) => fits(change))
}

export const silences: readonly Silence[] = [
  {
    id: 'description',
    because:
      'Words about the API change nothing for a program, and other kinds of contract are silent about them, too.',
    fits: ({ type }) => /_DESCRIPTION_(ADDED|REMOVED|CHANGED)$/.test(type),
  },
  {
    id: 'deprecated-directive',
    because: 'That a field or enum value became deprecated is told by a change of its own.',
    fits: ({ type, meta }) =>
      /^DIRECTIVE_USAGE_(FIELD_DEFINITION|ENUM_VALUE)_(ADDED|REMOVED)$/.test(type) &&
      [meta.addedDirectiveName, meta.removedDirectiveName].includes('deprecated'),
  },
  {
    id: 'deprecated-directive-argument',
    because: 'That the reason changed is told by a change of its own.',
    fits: ({ type, meta }) => /^DIRECTIVE_USAGE_ARGUMENT_/.test(type) && meta.directiveName === 'deprecated',
  },
]

export const overrides: readonly Override[] = [
  {
    id: 'unreachable',
    impact: 'safe',
    because: 'No valid query could name it: nothing leads to the type from the root types.',
    fits: ({ path = '' }, { isReceived, isSent, kindOf }) => {
      const [type = ''] = path.split('.')
      return kindOf(type) !== undefined && !isReceived(type) && !isSent(type)
    },
  },
  {
    id: 'server-directive',
    impact: 'safe',
    because: 'It can only stand in schemas, never in queries, and introspection does not show where it stands.',
    fits: ({ type, path = '' }, { base, revision }) => {
      const name = path.split('.')[0]?.replace('@', '') ?? ''
      const directives = [base.getDirective(name), revision.getDirective(name)]
      return /^DIRECTIVE_(?!USAGE)/.test(type) && !directives.some((directive) => directive && isForQueries(directive))
    },
  },
  {
    id: 'server-directive-location',
    impact: 'safe',
    because: 'The place it may no longer stand at is one in schemas.',
    fits: ({ type, meta }) =>
      type === 'DIRECTIVE_LOCATION_REMOVED' && !queryLocations.has(String(meta.removedDirectiveLocation)),
  },
  {
    id: 'optional-argument-added',
    impact: 'safe',
    because: 'Queries without it stay valid.',
    fits: ({ type, meta }) => type === 'FIELD_ARGUMENT_ADDED' && !meta.isAddedFieldArgumentBreaking,
  },
  {
    id: 'input-field-with-default-added',
    impact: 'safe',
    because: 'Queries without it stay valid, and what the server did before it knew the field is the default’s to say.',
    fits: ({ type, meta }) => type === 'INPUT_FIELD_ADDED' && meta.addedFieldDefault !== undefined,
  },
  {
    id: 'required-with-default',
    impact: 'dangerous',
    because:
      'It may still be left out, and a variable that may be null is still valid; only who sends null is refused.',
    fits: ({ type, path = '' }, meeting) =>
      (type === 'FIELD_ARGUMENT_TYPE_CHANGED' || type === 'INPUT_FIELD_TYPE_CHANGED') &&
      onlyBecameRequiredWithDefault(path, meeting),
  },
  {
    id: 'required-without-default',
    impact: 'breaking',
    because:
      'It may not be null, and what stood in for it when it was left out is gone: queries without it are invalid.',
    fits: ({ type, path = '' }, { revision }) => {
      if (type !== 'FIELD_ARGUMENT_DEFAULT_CHANGED' && type !== 'INPUT_FIELD_DEFAULT_VALUE_CHANGED') return false
      const is = inputAt(revision, path)
      return is !== undefined && is.defaultValue === undefined && isNonNullType(is.type)
    },
  },
  {
    id: 'repeatable-removed',
    impact: 'breaking',
    because: 'A query that has it twice at one place is invalid (GraphQL specification, section 5.7.3).',
    fits: ({ type }) => type === 'DIRECTIVE_REPEATABLE_REMOVED',
  },
  {
    id: 'enum-value-only-sent',
    impact: 'safe',
    because: 'The API never answers with the enum, so that nobody meets a value he does not know.',
    fits: ({ type, path = '' }, meeting) => type === 'ENUM_VALUE_ADDED' && !meeting.isReceived(parentOf(path)),
  },
  {
    id: 'enum-value-only-received',
    impact: 'safe',
    because: 'No query can send the enum, and nobody misses an answer he no longer gets.',
    fits: ({ type, path = '' }, meeting) => type === 'ENUM_VALUE_REMOVED' && !meeting.isSent(parentOf(path)),
  },
  {
    id: 'id-to-string',
    impact: 'dangerous',
    because: 'In JSON an `ID` is a string already; only generated types differ.',
    fits: ({ type, meta }) =>
      type === 'FIELD_TYPE_CHANGED' && isSameButForId(String(meta.oldFieldType), String(meta.newFieldType)),
  },
  {
    id: 'new-interface',
    impact: 'safe',
    because: 'The interface is new, so that no query asks for it yet.',
    fits: ({ type, meta }, { base }) =>
      type === 'OBJECT_TYPE_INTERFACE_ADDED' && base.getType(String(meta.addedInterfaceName)) === undefined,
  },
]

const queryLocations = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
])

function isForQueries({ locations }: GraphQLDirective): boolean {
  return locations.some((location) => queryLocations.has(location))
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}

function isSameButForId(before: string, after: string): boolean {
  const [was, is] = [before.replaceAll('!', ''), after.replaceAll('!', '')]
  return was !== is && was.replace(/\bID\b/, 'String') === is && keepsPromises(before, after)
}

/** True where nothing that was never null may be null now. */
function keepsPromises(before: string, after: string): boolean {
  const bangs = (text: string) => text.replace(/\w+/, '_')
  const [was, is] = [bangs(before), bangs(after)]
  return was === is || was.replaceAll('!', '') === was
}

/** `String` → `String!` with a default, where nothing else about the type changed (GraphQL specification, section 5.8.5). */
function onlyBecameRequiredWithDefault(path: string, { base, revision }: Meeting): boolean {
  const [was, is] = [inputAt(base, path), inputAt(revision, path)]
  return (
    was !== undefined &&
    is !== undefined &&
    is.defaultValue !== undefined &&
    isNonNullType(is.type) &&
    String(is.type.ofType) === String(was.type)
  )
}

function inputAt(schema: Meeting['base'], path: string) {
  const [type = '', field = '', argument] = path.split('.')
  const owner = schema.getType(type)
  if (owner === undefined || !('getFields' in owner)) return undefined
  const found = owner.getFields()[field]
  if (found === undefined) return undefined
  if ('args' in found) return found.args.find(({ name }) => name === argument)
  return found
}
