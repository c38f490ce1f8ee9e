import type { DisagreementClass } from './disagreement-class.ts'
import { request, response } from './examples.ts'
import type { Difference } from './judge.ts'
import type { JsonObject, Pair } from './pair.ts'
import { everySchema, isOfOneNamed, reachedIn, reachedThrough, schemasOf } from './places.ts'

const keywords = ['allOf', 'anyOf', 'oneOf', 'not'] as const
const aboutMembers = /-((all|any|one)-of|prefix-items)-(added|removed)$/
const aboutTypes = /-(list-of-types-(widened|narrowed)|type-(changed|generalized|specialized))$/
const ofSchema = /^(request|response)-(body|property|parameter|mediatype|optional|required)-|^new-.*-property/

/** Schemas made of schemas: they compare list against list as written, we what both sides mean. */
export const compositionClasses: readonly DisagreementClass[] = [
  {
    id: 'a member called a property',
    kind: 'theirs',
    because: 'What a member of `allOf` says is said of the whole; they tell it of a property that does not exist.',
    example: request(
      {
        allOf: [
          { title: 'a', type: 'string' },
          { title: 'b', minLength: 1 },
        ],
      },
      { allOf: [{ title: 'a', type: 'string', minLength: 2 }, { title: 'b' }] },
    ),
    differences: [
      '+ERR request-body-min-length-increased',
      '-ERR request-property-min-length-increased',
      '-INFO request-property-min-length-decreased',
    ],
    accountsFor: (difference, { all, pair }) =>
      isComposed(pair) &&
      (all.some((other) => isSameElsewhere(difference, other)) ||
        (difference.sign === '-' && /(allOf|anyOf|oneOf)\[|`` (request|response)/.test(difference.text))),
  },
  {
    id: 'members in other words',
    kind: 'theirs',
    because: 'A member that is written out, or referred to, or stands in a wrapper of its own is the same member.',
    example: response({}, { allOf: [{}] }),
    differences: ['-INFO response-body-all-of-added'],
    accountsFor: ({ sign, id }, { pair }) =>
      sign === '-' && aboutMembers.test(id) && (isComposed(pair) || id.includes('prefix-items')),
  },
  {
    id: 'the type of what is composed',
    kind: 'theirs',
    because: 'To them a schema that leaves its type to its members has none, so that wrapping it changes the type.',
    example: response({ type: 'boolean' }, { oneOf: [{ type: 'boolean' }] }),
    differences: ['-ERR response-body-one-of-added', '-ERR response-body-type-changed'],
    accountsFor: ({ sign, id, text }, { pair }) =>
      sign === '-' &&
      aboutTypes.test(id) &&
      isComposed(pair) &&
      (text.includes('``/``') || id.includes('list-of-types')),
  },
  {
    id: 'what moved into or out of a member',
    kind: 'theirs',
    because: 'What a schema said itself and now says in a member, or the other way round, is gone to them, or new.',
    example: response({ items: { properties: { size: {} } } }, { items: { anyOf: [{ properties: { size: {} } }] } }),
    differences: ['-WARN response-optional-property-removed', '-INFO response-property-any-of-added'],
    accountsFor: ({ sign, id }, { pair }) =>
      sign === '-' && ofSchema.test(id) && composedAt(pair, 'base') !== composedAt(pair, 'revision'),
  },
  {
    id: 'what is only asked about',
    kind: 'ours',
    because:
      'To match `if` or `contains` is no good in itself, so each is told as a whole, by what it does to the values; they tell what stands in it as of a property.',
    example: request({ if: {} }, { if: { minLength: 4 } }),
    differences: ['+INFO request-body-if-changed', '-ERR request-property-min-length-increased'],
    accountsFor: ({ sign, id, text, operation }, { ours, pair }) =>
      sign === '-' &&
      ofSchema.test(id) &&
      (/(contains|if)\//.test(text) ||
        text.includes('`` ') ||
        ours.some((other) => /-(if|contains)-changed$/.test(other.id) && other.operation === operation)) &&
      everySchema(pair).some((schema) => schema['contains'] !== undefined || schema['if'] !== undefined),
  },
  {
    id: 'what follows from a condition',
    kind: 'theirs',
    because: 'They look for what is required among the properties written beside it, and an `else` need not write any.',
    example: request({ if: {}, else: {} }, { if: {}, else: { required: ['a'] } }),
    differences: ['+ERR request-property-became-required'],
    accountsFor: ({ sign, id, text }) =>
      sign === '+' && /-property-became-(optional|required)$/.test(id) && /`(.*\/)?(then|else)\//.test(text),
  },
  {
    id: 'items one by one',
    kind: 'ours',
    because: 'Each item is compared with what described it before, one of the first or all of them.',
    example: request({ items: { type: 'string' } }, { items: { type: 'string' }, prefixItems: [{ type: 'boolean' }] }),
    differences: ['+ERR request-property-type-changed'],
    accountsFor: ({ sign, text }, { pair }) =>
      sign === '+' && (text.includes('prefixItems[') || isOfOneNamed(text, reachedThrough(pair, 'prefixItems'))),
  },
  {
    id: 'a condition judged by its values',
    kind: 'ours',
    because:
      'Whether a condition refuses anything is proven or refuted by a value; to them each that comes is breaking.',
    example: request({ properties: { a: {} } }, { properties: { a: { else: {} } } }),
    differences: ['+INFO request-property-else-added', '-ERR request-property-else-added'],
    accountsFor: ({ sign, id, operation }, { all }) =>
      conditions.test(id) &&
      all.some((other) => other.sign !== sign && other.id === id && other.operation === operation),
  },
  {
    id: 'composition by what it means',
    kind: 'ours',
    because: 'Merged and matched by meaning, composed schemas differ in other keywords than their lists do.',
    example: request({ type: 'string' }, { allOf: [{ type: 'string', enum: ['a'] }] }),
    differences: ['+ERR request-body-became-enum', '-ERR request-body-all-of-added', '-ERR request-body-type-changed'],
    accountsFor: ({ sign, id }, { pair }) => sign === '+' && ofSchema.test(id) && isComposed(pair),
  },
]

const conditions =
  /-(if|then|else|not|contains|dependent-(schema|required)|property-names|pattern-property|prefix-items|content-schema|unevaluated-(items|properties))-(added|removed|changed)$/

/** True where `theirs` is `ours` told of a member as of a property. */
function isSameElsewhere(ours: Difference, theirs: Difference): boolean {
  return (
    ours.sign === '+' &&
    theirs.sign === '-' &&
    /(allOf|anyOf|oneOf)\[/.test(theirs.text) &&
    theirs.id.replace('-property-', '-body-') === ours.id.replace('-property-', '-body-')
  )
}

function isComposed(pair: Pair): boolean {
  return composedAt(pair, 'base') !== '' || composedAt(pair, 'revision') !== ''
}

/** Where on one side schemas are made of schemas, and how. */
function composedAt(pair: Pair, side: 'base' | 'revision'): string {
  const places = schemasOf(reachedIn(pair[side])).flatMap(({ schema, under, name }) =>
    keywords.filter((keyword) => isComposedBy(schema, keyword)).map((keyword) => `${keyword} in ${under} ${name}`),
  )
  return places.sort().join()
}

/** A list of no members composes nothing. */
function isComposedBy(schema: JsonObject, keyword: (typeof keywords)[number]): boolean {
  const members = schema[keyword]
  return members !== undefined && !(Array.isArray(members) && members.length === 0)
}
