import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

/** Schemas made of schemas. What is `dangerous` here is what cannot be decided without asking which values both sides accept. */
export const composition: readonly Family[] = [
  defineFamily({
    fact: 'all-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`allOf\``,
    at: {
      'request property': breaking('request-property-all-of-added'),
      'request body': breaking('request-body-all-of-added'),
      'response property': safe('response-property-all-of-added'),
      'response body': safe('response-body-all-of-added'),
    },
  }),
  defineFamily({
    fact: 'all-of-added-annotation-only',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`allOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-all-of-added-annotation-only'),
      'request body': safe('request-body-all-of-added-annotation-only'),
      'response property': safe('response-property-all-of-added-annotation-only'),
      'response body': safe('response-body-all-of-added-annotation-only'),
    },
  }),
  defineFamily({
    fact: 'all-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`allOf\``,
    at: {
      'request property': dangerous('request-property-all-of-removed'),
      'request body': dangerous('request-body-all-of-removed'),
      'response property': safe('response-property-all-of-removed'),
      'response body': safe('response-body-all-of-removed'),
    },
  }),
  defineFamily({
    fact: 'all-of-removed-annotation-only',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`allOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-all-of-removed-annotation-only'),
      'request body': safe('request-body-all-of-removed-annotation-only'),
      'response property': safe('response-property-all-of-removed-annotation-only'),
      'response body': safe('response-body-all-of-removed-annotation-only'),
    },
  }),
  defineFamily({
    fact: 'any-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`anyOf\``,
    at: {
      'request property': safe('request-property-any-of-added'),
      'request body': safe('request-body-any-of-added'),
      'response property': safe('response-property-any-of-added'),
      'response body': safe('response-body-any-of-added'),
      'request whole body': dangerous('request-body-any-of-added'),
      'request whole property': dangerous('request-property-any-of-added'),
    },
  }),
  defineFamily({
    fact: 'any-of-added-annotation-only',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`anyOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-any-of-added'),
      'request body': safe('request-body-any-of-added'),
      'response property': safe('response-property-any-of-added'),
      'response body': safe('response-body-any-of-added'),
    },
  }),
  defineFamily({
    fact: 'any-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`anyOf\``,
    at: {
      'request property': breaking('request-property-any-of-removed'),
      'request body': breaking('request-body-any-of-removed'),
      'response property': safe('response-property-any-of-removed'),
      'response body': safe('response-body-any-of-removed'),
      'response whole body': dangerous('response-body-any-of-removed'),
      'response whole property': dangerous('response-property-any-of-removed'),
    },
  }),
  defineFamily({
    fact: 'any-of-removed-annotation-only',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`anyOf\`, which constrains nothing`,
    at: {
      'request property': breaking('request-property-any-of-removed'),
      'request body': breaking('request-body-any-of-removed'),
      'response property': safe('response-property-any-of-removed'),
      'response body': safe('response-body-any-of-removed'),
    },
  }),
  defineFamily({
    fact: 'one-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`oneOf\``,
    at: {
      'request property': safe('request-property-one-of-added'),
      'request body': safe('request-body-one-of-added'),
      'response property': breaking('response-property-one-of-added'),
      'response body': breaking('response-body-one-of-added'),
      'request whole body': dangerous('request-body-one-of-added'),
      'request whole property': dangerous('request-property-one-of-added'),
    },
  }),
  defineFamily({
    fact: 'one-of-added-annotation-only',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`oneOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-one-of-added'),
      'request body': safe('request-body-one-of-added'),
      'response property': breaking('response-property-one-of-added'),
      'response body': breaking('response-body-one-of-added'),
    },
  }),
  defineFamily({
    fact: 'one-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`oneOf\``,
    at: {
      'request property': breaking('request-property-one-of-removed'),
      'request body': breaking('request-body-one-of-removed'),
      'response property': safe('response-property-one-of-removed'),
      'response body': safe('response-body-one-of-removed'),
      'response whole body': dangerous('response-body-one-of-removed'),
      'response whole property': dangerous('response-property-one-of-removed'),
    },
  }),
  defineFamily({
    fact: 'one-of-removed-annotation-only',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`oneOf\`, which constrains nothing`,
    at: {
      'request property': breaking('request-property-one-of-removed'),
      'request body': breaking('request-body-one-of-removed'),
      'response property': safe('response-property-one-of-removed'),
      'response body': safe('response-body-one-of-removed'),
    },
  }),
  defineFamily({
    fact: 'not-changed',
    message: (f) => `The schema that ${f.thing} must not match changed`,
    at: {
      'request body': dangerous('request-body-not-changed'),
      'request property': dangerous('request-property-not-changed'),
      'response body': dangerous('response-body-not-changed'),
      'response property': dangerous('response-property-not-changed'),
    },
  }),
  defineFamily({
    fact: 'wrapped-in-one-of',
    message: (f) => `${cap(f.thing)} is now one of several schemas`,
    at: {
      'request body': breaking('request-body-wrapped-in-one-of'),
      'response body': breaking('response-body-wrapped-in-one-of'),
      'request property': breaking('request-property-wrapped-in-one-of'),
      'response property': breaking('response-property-wrapped-in-one-of'),
    },
  }),
  defineFamily({
    fact: 'unwrapped-from-one-of',
    message: (f) => `${cap(f.thing)} is now one schema where there were several to choose from`,
    at: {
      'request body': breaking('request-body-unwrapped-from-one-of'),
      'request property': breaking('request-property-unwrapped-from-one-of'),
      'response body': dangerous('response-body-unwrapped-from-one-of'),
      'response property': dangerous('response-property-unwrapped-from-one-of'),
    },
  }),
  defineFamily({
    fact: 'discriminator-added',
    message: (f) => `${cap(f.thing)} now has a discriminator`,
    at: {
      'request property': safe('request-property-discriminator-added'),
      'request body': safe('request-body-discriminator-added'),
      'response property': safe('response-property-discriminator-added'),
      'response body': safe('response-body-discriminator-added'),
    },
  }),
  defineFamily({
    fact: 'discriminator-removed',
    message: (f) => `${cap(f.thing)} no longer has a discriminator`,
    at: {
      'request property': safe('request-property-discriminator-removed'),
      'request body': safe('request-body-discriminator-removed'),
      'response property': safe('response-property-discriminator-removed'),
      'response body': safe('response-body-discriminator-removed'),
    },
  }),
  defineFamily({
    fact: 'discriminator-property-name-changed',
    message: (f) => `${cap(f.thing)} is now told apart by ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      'request property': safe('request-property-discriminator-property-name-changed'),
      'request body': safe('request-body-discriminator-property-name-changed'),
      'response property': safe('response-property-discriminator-property-name-changed'),
      'response body': safe('response-body-discriminator-property-name-changed'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-added',
    message: (f) => `${cap(f.thing)} has new discriminator values: ${value(f.subject)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-added'),
      'request body': safe('request-body-discriminator-mapping-added'),
      'response property': safe('response-property-discriminator-mapping-added'),
      'response body': safe('response-body-discriminator-mapping-added'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-deleted',
    message: (f) => `${cap(f.thing)} no longer has the discriminator values ${value(f.subject)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-deleted'),
      'request body': safe('request-body-discriminator-mapping-deleted'),
      'response property': safe('response-property-discriminator-mapping-deleted'),
      'response body': safe('response-body-discriminator-mapping-deleted'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-changed',
    message: (f) => `${cap(f.thing)} leads from ${value(f.subject)} to ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-changed'),
      'request body': safe('request-body-discriminator-mapping-changed'),
      'response property': safe('response-property-discriminator-mapping-changed'),
      'response body': safe('response-body-discriminator-mapping-changed'),
    },
  }),
]
