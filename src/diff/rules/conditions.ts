import { breaking, defineFamily, type Family, safe } from './change-rule.ts'
import { judged, proof } from './judged.ts'
import { cap, value } from './words.ts'

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
    message: (f) => `${cap(f.thing)} now restricts items that nothing else describes`,
    at: {
      'request property': breaking('request-property-unevaluated-items-added'),
      'request body': breaking('request-body-unevaluated-items-added'),
      'response property': safe('response-property-unevaluated-items-added'),
      'response body': safe('response-body-unevaluated-items-added'),
    },
  }),
  defineFamily({
    fact: 'unevaluated-items-removed',
    message: (f) => `${cap(f.thing)} no longer restricts items that nothing else describes`,
    at: {
      'request property': safe('request-property-unevaluated-items-removed'),
      'request body': safe('request-body-unevaluated-items-removed'),
      'response property': breaking('response-property-unevaluated-items-removed'),
      'response body': breaking('response-body-unevaluated-items-removed'),
    },
  }),
  defineFamily({
    fact: 'unevaluated-properties-added',
    message: (f) => `${cap(f.thing)} now restricts properties that nothing else describes`,
    at: {
      'request property': breaking('request-property-unevaluated-properties-added'),
      'request body': breaking('request-body-unevaluated-properties-added'),
      'response property': safe('response-property-unevaluated-properties-added'),
      'response body': safe('response-body-unevaluated-properties-added'),
    },
  }),
  defineFamily({
    fact: 'unevaluated-properties-removed',
    message: (f) => `${cap(f.thing)} no longer restricts properties that nothing else describes`,
    at: {
      'request property': safe('request-property-unevaluated-properties-removed'),
      'request body': safe('request-body-unevaluated-properties-removed'),
      'response property': breaking('response-property-unevaluated-properties-removed'),
      'response body': breaking('response-body-unevaluated-properties-removed'),
    },
  }),
  defineFamily({
    fact: 'content-schema-added',
    message: (f) => `${cap(f.thing)} now restricts what its text contains`,
    at: {
      'request property': breaking('request-property-content-schema-added'),
      'request body': breaking('request-body-content-schema-added'),
      'response property': safe('response-property-content-schema-added'),
      'response body': safe('response-body-content-schema-added'),
    },
  }),
  defineFamily({
    fact: 'content-schema-removed',
    message: (f) => `${cap(f.thing)} no longer restricts what its text contains`,
    at: {
      'request property': safe('request-property-content-schema-removed'),
      'request body': safe('request-body-content-schema-removed'),
      'response property': breaking('response-property-content-schema-removed'),
      'response body': breaking('response-body-content-schema-removed'),
    },
  }),
  defineFamily({
    fact: 'prefix-items-added',
    message: (f) => `${cap(f.thing)} now describes its first items one by one: ${value(f.after)} of them${proof(f)}`,
    at: judged('prefix-items-added'),
  }),
  defineFamily({
    fact: 'prefix-items-removed',
    message: (f) =>
      `${cap(f.thing)} no longer describes its first items one by one: ${value(f.before)} of them${proof(f)}`,
    at: judged('prefix-items-removed'),
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
      `What ${f.thing} needs when it has ${value(f.subject)} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'request property': breaking('request-property-dependent-required-changed'),
      'request body': breaking('request-body-dependent-required-changed'),
      'response property': breaking('response-property-dependent-required-changed'),
      'response body': breaking('response-body-dependent-required-changed'),
    },
  }),
  defineFamily({
    fact: 'content-media-type-changed',
    message: (f) => `The media type inside ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'request property': breaking('request-property-content-media-type-changed'),
      'request body': breaking('request-body-content-media-type-changed'),
      'response property': breaking('response-property-content-media-type-changed'),
      'response body': breaking('response-body-content-media-type-changed'),
    },
  }),
  defineFamily({
    fact: 'content-encoding-changed',
    message: (f) => `The encoding inside ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'request property': breaking('request-property-content-encoding-changed'),
      'request body': breaking('request-body-content-encoding-changed'),
      'response property': breaking('response-property-content-encoding-changed'),
      'response body': breaking('response-body-content-encoding-changed'),
    },
  }),
]
