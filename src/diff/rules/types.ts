import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

/** Types, formats and null. */
export const types: readonly Family[] = [
  defineFamily({
    fact: 'type-changed',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': dangerous('request-parameter-property-type-changed'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request property': breaking('request-property-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
    },
  }),
  defineFamily({
    fact: 'type-generalized',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': safe('request-parameter-property-type-generalized'),
      'request parameter': safe('request-parameter-type-generalized'),
      'request property': safe('request-property-type-generalized'),
      'request body': safe('request-body-type-generalized'),
      'response property': breaking('response-property-type-generalized'),
      'response body': breaking('response-body-type-generalized'),
      'response header': breaking('response-header-type-generalized'),
    },
  }),
  defineFamily({
    fact: 'type-specialized',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': breaking('request-parameter-property-type-specialized'),
      'response property': safe('response-property-type-specialized'),
      'response body': safe('response-body-type-specialized'),
      'response header': safe('response-header-type-specialized'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'request property': breaking('request-property-type-changed'),
    },
  }),
  defineFamily({
    fact: 'type-removed',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': safe('request-parameter-property-type-generalized'),
      'request parameter': safe('request-parameter-type-generalized'),
      'request property': safe('request-property-type-generalized'),
      'request body': safe('request-body-type-generalized'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
    },
  }),
  defineFamily({
    fact: 'type-added',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': breaking('request-parameter-property-type-specialized'),
      'response property': safe('response-property-type-specialized'),
      'response body': safe('response-body-type-specialized'),
      'response header': safe('response-header-type-specialized'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'request property': breaking('request-property-type-changed'),
    },
  }),
  defineFamily({
    fact: 'format-generalized',
    message: (f) => `The format of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': safe('request-parameter-property-type-generalized'),
      'request parameter': safe('request-parameter-type-generalized'),
      'request property': safe('request-property-type-generalized'),
      'request body': safe('request-body-type-generalized'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
    },
  }),
  defineFamily({
    fact: 'format-specialized',
    message: (f) => `The format of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': breaking('request-parameter-property-type-specialized'),
      'response property': safe('response-property-type-specialized'),
      'response body': safe('response-body-type-specialized'),
      'response header': safe('response-header-type-specialized'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'request property': breaking('request-property-type-changed'),
    },
  }),
  defineFamily({
    fact: 'format-changed',
    message: (f) => `The format of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': dangerous('request-parameter-property-type-changed'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request property': breaking('request-property-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
    },
  }),
  defineFamily({
    fact: 'type-became-list',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': dangerous('request-parameter-property-type-changed'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request property': breaking('request-property-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
      'request exploded parameter': safe('request-parameter-type-generalized'),
    },
  }),
  defineFamily({
    fact: 'type-changed-to-string',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': dangerous('request-parameter-property-type-changed'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request property': breaking('request-property-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
      'request as-text parameter': safe('request-parameter-type-generalized'),
      'request as-text body': safe('request-body-type-compatible'),
      'request as-text property': safe('request-property-type-compatible'),
      'request as-text parameter property': safe('request-parameter-property-type-generalized'),
    },
  }),
  defineFamily({
    fact: 'type-changed-from-string',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': dangerous('request-parameter-property-type-changed'),
      'request parameter': breaking('request-parameter-type-changed'),
      'request property': breaking('request-property-type-changed'),
      'request body': breaking('request-body-type-changed'),
      'response property': breaking('response-property-type-changed'),
      'response body': breaking('response-body-type-changed'),
      'response header': breaking('response-header-type-changed'),
      'request as-text parameter property': breaking('request-parameter-property-type-specialized'),
      'response as-text body': safe('response-body-type-compatible'),
      'response as-text property': safe('response-property-type-compatible'),
      'response as-text header': safe('response-header-type-compatible'),
    },
  }),
  defineFamily({
    fact: 'list-of-types-widened',
    message: (f) => `The types of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': safe('request-parameter-property-list-of-types-widened'),
      'request parameter': safe('request-parameter-list-of-types-widened'),
      'request property': safe('request-property-list-of-types-widened'),
      'request body': safe('request-body-list-of-types-widened'),
      'response property': breaking('response-property-list-of-types-widened'),
      'response body': breaking('response-body-list-of-types-widened'),
    },
  }),
  defineFamily({
    fact: 'list-of-types-narrowed',
    message: (f) => `The types of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the type, offer the new one under another name, or make the change in a new major version.',
    },
    at: {
      'request parameter property': breaking('request-parameter-property-list-of-types-narrowed'),
      'request parameter': breaking('request-parameter-list-of-types-narrowed'),
      'request property': breaking('request-property-list-of-types-narrowed'),
      'request body': breaking('request-body-list-of-types-narrowed'),
      'response property': safe('response-property-list-of-types-narrowed'),
      'response body': safe('response-body-list-of-types-narrowed'),
    },
  }),
  defineFamily({
    fact: 'became-nullable',
    message: (f) => `${cap(f.thing)} may now be null`,
    help: { breaking: 'Go on sending a value, or make the change in a new major version.' },
    at: {
      'request parameter property': safe('request-parameter-property-became-nullable'),
      'request parameter': safe('request-parameter-became-nullable'),
      'request property': safe('request-property-became-nullable'),
      'request body': safe('request-body-became-nullable'),
      'response property': breaking('response-property-became-nullable'),
      'response body': breaking('response-body-became-nullable'),
      'response header': breaking('response-header-became-nullable'),
    },
  }),
  defineFamily({
    fact: 'became-not-nullable',
    message: (f) => `${cap(f.thing)} may no longer be null`,
    help: { breaking: 'Go on accepting null, or make the change in a new major version.' },
    at: {
      'request parameter property': breaking('request-parameter-property-became-not-nullable'),
      'request parameter': breaking('request-parameter-became-not-nullable'),
      'request property': breaking('request-property-became-not-nullable'),
      'request body': breaking('request-body-became-not-nullable'),
      'response property': safe('response-property-became-not-nullable'),
      'response body': safe('response-body-became-not-nullable'),
      'response header': safe('response-header-became-not-nullable'),
    },
  }),
]
