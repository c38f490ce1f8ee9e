import { breaking, dangerous, defineFamily, type Family, safe, silent } from './change-rule.ts'
import { cap, value } from './words.ts'

/** Values allowed one by one, and values taken when none is given. */
export const values: readonly Family[] = [
  defineFamily({
    fact: 'became-enum',
    message: (f) => `${cap(f.thing)} is now restricted to ${value(f.after)}`,
    help: { breaking: 'Accept every value that was accepted before, or make the change in a new major version.' },
    at: {
      'request header parameter property': breaking('request-header-property-became-enum'),
      'request parameter': breaking('request-parameter-became-enum'),
      'request property': breaking('request-property-became-enum'),
      'request body': breaking('request-body-became-enum'),
      'response body': safe('response-body-became-enum'),
      'response property': safe('response-property-became-enum'),
    },
  }),
  defineFamily({
    fact: 'became-not-enum',
    message: (f) => `${cap(f.thing)} is no longer restricted to ${value(f.before)}`,
    help: { dangerous: 'Consumers may meet values they do not know: tell them before you send one.' },
    at: {
      'request body': safe('request-body-became-not-enum'),
      'request property': safe('request-property-became-not-enum'),
      'request parameter': safe('request-parameter-became-not-enum'),
      'response body': dangerous('response-body-became-not-enum'),
      'response property': dangerous('response-property-became-not-enum'),
    },
  }),
  defineFamily({
    fact: 'enum-value-removed',
    message: (f) => `${cap(f.thing)} no longer has the enum value ${value(f.before)}`,
    help: { breaking: 'Go on accepting the value, or remove it in a new major version.' },
    at: {
      'request parameter property': breaking('request-parameter-property-enum-value-removed'),
      'request parameter': breaking('request-parameter-enum-value-removed'),
      'request read-only property': safe('request-read-only-property-enum-value-removed'),
      'request property': breaking('request-property-enum-value-removed'),
      'request body': breaking('request-body-enum-value-removed'),
      'response property': safe('response-property-enum-value-removed'),
      'response body': safe('response-mediatype-enum-value-removed'),
    },
  }),
  defineFamily({
    fact: 'enum-value-added',
    message: (f) => `${cap(f.thing)} has the new enum value ${value(f.after)}`,
    help: { dangerous: 'Consumers may meet a value they do not know: tell them before you send it.' },
    at: {
      'request parameter property': safe('request-parameter-property-enum-value-added'),
      'request parameter': safe('request-parameter-enum-value-added'),
      'request property': safe('request-property-enum-value-added'),
      'response write-only property': safe('response-write-only-property-enum-value-added'),
      'response property': dangerous('response-property-enum-value-added'),
      'request body': safe('request-body-enum-value-added'),
      'response body': dangerous('response-body-enum-value-added'),
    },
  }),
  defineFamily({
    fact: 'x-extensible-enum-value-removed',
    message: (f) => `${cap(f.thing)} no longer has the value ${value(f.before)} among its known values`,
    at: {
      'request parameter': breaking('request-parameter-x-extensible-enum-value-removed'),
      'request property': breaking('request-property-x-extensible-enum-value-removed'),
      'request body': breaking('request-body-x-extensible-enum-value-removed'),
      'response body': safe('response-body-x-extensible-enum-value-removed'),
      'response property': safe('response-property-x-extensible-enum-value-removed'),
    },
  }),
  defineFamily({
    fact: 'x-extensible-enum-value-added',
    message: (f) => `${cap(f.thing)} has the new known value ${value(f.after)}`,
    at: {
      'request property': silent('An extensible enum announces that it grows.'),
      'response property': silent('An extensible enum announces that it grows.'),
    },
  }),
  defineFamily({
    fact: 'became-x-extensible-enum',
    message: (f) => `The list of known values of ${f.thing} came or went`,
    at: {
      'request property': silent('An extensible enum restricts nothing.'),
      'response property': silent('An extensible enum restricts nothing.'),
    },
  }),
  defineFamily({
    fact: 'became-not-x-extensible-enum',
    message: (f) => `The list of known values of ${f.thing} came or went`,
    at: {
      'request property': silent('An extensible enum restricts nothing.'),
      'response property': silent('An extensible enum restricts nothing.'),
    },
  }),
  defineFamily({
    fact: 'const-added',
    message: (f) => `${cap(f.thing)} now has the value ${value(f.after)} and no other`,
    at: {
      'request property': breaking('request-property-const-added'),
      'request body': breaking('request-body-const-added'),
      'response property': safe('response-property-const-added'),
      'response body': safe('response-body-const-added'),
      'request parameter': breaking('request-parameter-const-added'),
    },
  }),
  defineFamily({
    fact: 'const-removed',
    message: (f) => `${cap(f.thing)} is no longer fixed to ${value(f.before)}`,
    at: {
      'request property': safe('request-property-const-removed'),
      'request body': safe('request-body-const-removed'),
      'response property': breaking('response-property-const-removed'),
      'response body': breaking('response-body-const-removed'),
      'request parameter': safe('request-parameter-const-removed'),
    },
  }),
  defineFamily({
    fact: 'const-changed',
    message: (f) => `${cap(f.thing)} is now ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      'request property': breaking('request-property-const-changed'),
      'request body': breaking('request-body-const-changed'),
      'response property': breaking('response-property-const-changed'),
      'response body': breaking('response-body-const-changed'),
      'request parameter': breaking('request-parameter-const-changed'),
    },
  }),
  defineFamily({
    fact: 'default-value-added',
    message: (f) => `${cap(f.thing)} is now ${value(f.after)} when it is not given`,
    help: {
      breaking:
        'Callers who rely on the default get another behaviour: keep it, or make the change in a new major version.',
    },
    at: {
      'request parameter': breaking('request-parameter-default-value-added'),
      'request property': safe('request-property-default-value-added'),
      'request body': safe('request-body-default-value-added'),
      'response property': safe('response-property-default-value-added'),
      'response body': safe('response-body-default-value-added'),
      'request required parameter': silent('Who must send a value never gets the default.'),
    },
  }),
  defineFamily({
    fact: 'default-value-removed',
    message: (f) => `${cap(f.thing)} no longer has the default ${value(f.before)}`,
    help: {
      breaking:
        'Callers who rely on the default get another behaviour: keep it, or make the change in a new major version.',
    },
    at: {
      'request parameter': breaking('request-parameter-default-value-removed'),
      'request property': safe('request-property-default-value-removed'),
      'request body': safe('request-body-default-value-removed'),
      'response property': safe('response-property-default-value-removed'),
      'response body': safe('response-body-default-value-removed'),
      'request required parameter': silent('Who must send a value never gets the default.'),
    },
  }),
  defineFamily({
    fact: 'default-value-changed',
    message: (f) => `The default of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking:
        'Callers who rely on the default get another behaviour: keep it, or make the change in a new major version.',
    },
    at: {
      'request parameter': breaking('request-parameter-default-value-changed'),
      'request property': safe('request-property-default-value-changed'),
      'request body': safe('request-body-default-value-changed'),
      'response property': safe('response-property-default-value-changed'),
      'response body': safe('response-body-default-value-changed'),
      'request required parameter': silent('Who must send a value never gets the default.'),
    },
  }),
]
