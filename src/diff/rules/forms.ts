import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { proof } from './judged.ts'
import { cap, value } from './words.ts'

const widened = {
  dangerous:
    'Make sure that what comes still matches the old pattern, or tell consumers before you send something else.',
}

/** What form a value has: what a text must match, what a number is a multiple of, whether items may come twice. */
export const forms: readonly Family[] = [
  defineFamily({
    fact: 'pattern-added',
    message: (f) => `${cap(f.thing)} must now match the pattern ${value(f.after)}`,
    at: {
      'request parameter': breaking('request-parameter-pattern-added'),
      'request property': breaking('request-property-pattern-added'),
      // Who edits a resource sends back what was read, and a pattern is checked before anything is ignored.
      'request read-only property': breaking('request-property-pattern-added'),
      'response property': safe('response-property-pattern-added'),
      'request body': breaking('request-body-pattern-added'),
      'response body': safe('response-body-pattern-added'),
    },
  }),
  defineFamily({
    fact: 'pattern-removed',
    message: (f) => `${cap(f.thing)} need no longer match the pattern ${value(f.before)}`,
    help: widened,
    at: {
      'request parameter': safe('request-parameter-pattern-removed'),
      'request property': safe('request-property-pattern-removed'),
      'response included property': safe('response-property-pattern-removed'),
      'response property': dangerous('response-property-pattern-removed'),
      'request body': safe('request-body-pattern-removed'),
      'response included body': safe('response-body-pattern-removed'),
      'response body': dangerous('response-body-pattern-removed'),
    },
  }),
  defineFamily({
    fact: 'pattern-changed',
    message: (f) => `The pattern of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}${proof(f)}`,
    help: {
      dangerous:
        'Make sure that all who keep to the old pattern keep to the new one, or the other way round for what is sent.',
    },
    at: {
      'request parameter': dangerous('request-parameter-pattern-changed'),
      'request property': dangerous('request-property-pattern-changed'),
      'request read-only property': dangerous('request-property-pattern-changed'),
      'response included property': safe('response-property-pattern-changed'),
      'response property': dangerous('response-property-pattern-changed'),
      'request body': dangerous('request-body-pattern-changed'),
      'response included body': safe('response-body-pattern-changed'),
      'response body': dangerous('response-body-pattern-changed'),
    },
  }),
  defineFamily({
    fact: 'pattern-generalized',
    message: (f) => `The pattern of ${f.thing} now lets everything through; it was ${value(f.before)}`,
    help: widened,
    at: {
      'request parameter': safe('request-parameter-pattern-generalized'),
      'request property': safe('request-property-pattern-generalized'),
      'request body': safe('request-body-pattern-generalized'),
      'response included body': safe('response-body-pattern-changed'),
      'response body': dangerous('response-body-pattern-changed'),
      'response included property': safe('response-property-pattern-changed'),
      'response property': dangerous('response-property-pattern-changed'),
    },
  }),
  defineFamily({
    fact: 'multiple-of-changed',
    message: (f) => `What ${f.thing} must be a multiple of changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'request body': dangerous('request-body-multiple-of-changed'),
      'request property': dangerous('request-property-multiple-of-changed'),
      'request parameter': dangerous('request-parameter-multiple-of-changed'),
      'response body': dangerous('response-body-multiple-of-changed'),
      'response property': dangerous('response-property-multiple-of-changed'),
    },
  }),
  defineFamily({
    fact: 'unique-items-added',
    message: (f) => `The items of ${f.thing} must now be unique`,
    at: {
      'request body': breaking('request-body-unique-items-added'),
      'request property': breaking('request-property-unique-items-added'),
      'request parameter': breaking('request-parameter-unique-items-added'),
      'response body': safe('response-body-unique-items-added'),
      'response property': safe('response-property-unique-items-added'),
    },
  }),
  defineFamily({
    fact: 'unique-items-removed',
    message: (f) => `The items of ${f.thing} need no longer be unique`,
    at: {
      'request body': safe('request-body-unique-items-removed'),
      'request property': safe('request-property-unique-items-removed'),
      'request parameter': safe('request-parameter-unique-items-removed'),
      'response body': breaking('response-body-unique-items-removed'),
      'response property': breaking('response-property-unique-items-removed'),
    },
  }),
]
