import type { Fact } from '../fact.ts'
import { breaking, defineFamily, type Family, safe } from './change-rule.ts'
import { judged, proof } from './judged.ts'
import { cap, value } from './words.ts'

/** What this does to the values is said of each item where that makes it worse. */
function byItem(fact: Fact): string {
  const isTold = fact.kind.endsWith('-added') === (fact.direction === 'request')
  return isTold && fact.traits.includes('by-item') ? '; what changed for an item is told by itself' : proof(fact)
}

/** The keywords JSON Schema 2020-12 brought to OpenAPI 3.1. */
export const conditions: readonly Family[] = [
  defineFamily({
    fact: 'if-added',
    message: (f) => `${cap(f.thing)} now has a condition (\`if\`)${proof(f)}`,
    at: judged('if-added'),
  }),
  defineFamily({
    fact: 'if-removed',
    message: (f) => `${cap(f.thing)} no longer has its condition (\`if\`)${proof(f)}`,
    at: judged('if-removed'),
  }),
  defineFamily({
    fact: 'then-added',
    message: (f) => `${cap(f.thing)} now has a consequence (\`then\`)${proof(f)}`,
    at: judged('then-added'),
  }),
  defineFamily({
    fact: 'then-removed',
    message: (f) => `${cap(f.thing)} no longer has its consequence (\`then\`)${proof(f)}`,
    at: judged('then-removed'),
  }),
  defineFamily({
    fact: 'else-added',
    message: (f) => `${cap(f.thing)} now has an alternative (\`else\`)${proof(f)}`,
    at: judged('else-added'),
  }),
  defineFamily({
    fact: 'else-removed',
    message: (f) => `${cap(f.thing)} no longer has its alternative (\`else\`)${proof(f)}`,
    at: judged('else-removed'),
  }),
  defineFamily({
    fact: 'if-changed',
    message: (f) => `The condition (\`if\`) of ${f.thing} changed${proof(f)}`,
    at: judged('if-changed'),
  }),
  defineFamily({
    fact: 'contains-changed',
    message: (f) => `Which items ${f.thing} must contain changed${proof(f)}`,
    at: judged('contains-changed'),
  }),
  defineFamily({
    fact: 'contains-added',
    message: (f) => `${cap(f.thing)} now must contain certain items${proof(f)}`,
    at: judged('contains-added'),
  }),
  defineFamily({
    fact: 'contains-removed',
    message: (f) => `${cap(f.thing)} no longer must contain certain items${proof(f)}`,
    at: judged('contains-removed'),
  }),
  defineFamily({
    fact: 'dependent-schema-added',
    message: (f) => `${cap(f.thing)} now depends on ${value(f.subject)} for its shape${proof(f)}`,
    at: judged('dependent-schema-added'),
  }),
  defineFamily({
    fact: 'dependent-schema-removed',
    message: (f) => `${cap(f.thing)} no longer depends on ${value(f.subject)} for its shape${proof(f)}`,
    at: judged('dependent-schema-removed'),
  }),
  defineFamily({
    fact: 'pattern-property-added',
    message: (f) => `${cap(f.thing)} now holds the properties that match ${value(f.subject)} to a schema${proof(f)}`,
    at: judged('pattern-property-added'),
  }),
  defineFamily({
    fact: 'pattern-property-removed',
    message: (f) =>
      `${cap(f.thing)} no longer holds the properties that match ${value(f.subject)} to a schema${proof(f)}`,
    at: judged('pattern-property-removed'),
  }),
  defineFamily({
    fact: 'property-names-added',
    message: (f) => `${cap(f.thing)} now restricts the names of its properties${proof(f)}`,
    at: judged('property-names-added'),
  }),
  defineFamily({
    fact: 'property-names-removed',
    message: (f) => `${cap(f.thing)} no longer restricts the names of its properties${proof(f)}`,
    at: judged('property-names-removed'),
  }),
  defineFamily({
    fact: 'unevaluated-items-added',
    message: (f) => `${cap(f.thing)} now restricts items that nothing else describes${proof(f)}`,
    at: judged('unevaluated-items-added'),
  }),
  defineFamily({
    fact: 'unevaluated-items-removed',
    message: (f) => `${cap(f.thing)} no longer restricts items that nothing else describes${proof(f)}`,
    at: judged('unevaluated-items-removed'),
  }),
  defineFamily({
    fact: 'unevaluated-properties-added',
    message: (f) => `${cap(f.thing)} now restricts properties that nothing else describes${proof(f)}`,
    at: judged('unevaluated-properties-added'),
  }),
  defineFamily({
    fact: 'unevaluated-properties-removed',
    message: (f) => `${cap(f.thing)} no longer restricts properties that nothing else describes${proof(f)}`,
    at: judged('unevaluated-properties-removed'),
  }),
  defineFamily({
    fact: 'content-schema-added',
    message: (f) => `${cap(f.thing)} now restricts what its text contains${proof(f)}`,
    at: judged('content-schema-added'),
  }),
  defineFamily({
    fact: 'content-schema-removed',
    message: (f) => `${cap(f.thing)} no longer restricts what its text contains${proof(f)}`,
    at: judged('content-schema-removed'),
  }),
  defineFamily({
    fact: 'prefix-items-added',
    message: (f) => `${cap(f.thing)} now describes its first items one by one: ${value(f.after)} of them${byItem(f)}`,
    at: {
      ...judged('prefix-items-added'),
      'request by-item property': safe('request-property-prefix-items-added'),
      'request by-item body': safe('request-body-prefix-items-added'),
    },
  }),
  defineFamily({
    fact: 'prefix-items-removed',
    message: (f) =>
      `${cap(f.thing)} no longer describes its first items one by one: ${value(f.before)} of them${byItem(f)}`,
    at: {
      ...judged('prefix-items-removed'),
      'response by-item property': safe('response-property-prefix-items-removed'),
      'response by-item body': safe('response-body-prefix-items-removed'),
    },
  }),
  defineFamily({
    fact: 'dependent-required-added',
    message: (f) => `${cap(f.thing)} now needs other properties when it has ${value(f.subject)}${proof(f)}`,
    at: judged('dependent-required-added'),
  }),
  defineFamily({
    fact: 'dependent-required-removed',
    message: (f) => `${cap(f.thing)} no longer needs other properties when it has ${value(f.subject)}${proof(f)}`,
    at: judged('dependent-required-removed'),
  }),
  defineFamily({
    fact: 'dependent-required-changed',
    message: (f) =>
      `What ${f.thing} needs when it has ${value(f.subject)} changed from ${value(f.before)} to ${value(f.after)}${f.direction === 'request' ? proof(f) : ''}`,
    at: {
      ...judged('dependent-required-changed'),
      // As the field has it: a list that changed is told to its readers, whichever way it did.
      'response property': breaking('response-property-dependent-required-changed'),
      'response body': breaking('response-body-dependent-required-changed'),
      'response included property': breaking('response-property-dependent-required-changed'),
      'response included body': breaking('response-body-dependent-required-changed'),
    },
  }),
  ...held('content-media-type', 'media type'),
  ...held('content-encoding', 'encoding'),
]

/**
 * What form a text has inside. A text of no form in particular is any text, so that a form that comes narrows. The field has one id
 * for all three.
 */
function held(stem: string, noun: string): readonly Family[] {
  const rows = (request: typeof safe, response: typeof safe) => ({
    'request property': request(`request-property-${stem}-changed`),
    'request body': request(`request-body-${stem}-changed`),
    'response property': response(`response-property-${stem}-changed`),
    'response body': response(`response-body-${stem}-changed`),
  })
  return [
    defineFamily({
      fact: `${stem}-added`,
      message: (f) => `The ${noun} inside ${f.thing} is now ${value(f.after)}`,
      at: rows(breaking, safe),
    }),
    defineFamily({
      fact: `${stem}-removed`,
      message: (f) => `The ${noun} inside ${f.thing} is no longer said; it was ${value(f.before)}`,
      at: rows(safe, breaking),
    }),
    defineFamily({
      fact: `${stem}-changed`,
      message: (f) => `The ${noun} inside ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
      at: rows(breaking, breaking),
    }),
  ]
}
