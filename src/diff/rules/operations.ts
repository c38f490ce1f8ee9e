import { breaking, dangerous, defineFamily, type Family, safe, silent } from './change-rule.ts'
import { value } from './words.ts'

/** Operations: which there are, what they are called, how long they live. */
export const operations: readonly Family[] = [
  defineFamily({
    fact: 'operation-added',
    message: () => 'The operation is new',
    at: {
      operation: safe('endpoint-added'),
    },
  }),
  defineFamily({
    fact: 'operation-removed',
    message: (f) => `The operation was removed${f.before === undefined ? '' : `; its sunset is ${value(f.before)}`}`,
    help: {
      breaking:
        'Keep the operation: deprecate it with a sunset (`deprecated`, `x-sunset`) and remove it after that day, or remove it in a new major version.',
    },
    at: {
      operation: breaking('api-removed-without-deprecation'),
      'deprecated operation': safe('api-removed-with-deprecation'),
      'before-sunset operation': breaking('api-removed-before-sunset'),
      'unreadable-sunset operation': breaking('api-path-sunset-parse'),
      'after-sunset operation': silent('It was announced, and the day has come.'),
      path: breaking('api-path-removed-without-deprecation'),
      'deprecated path': safe('api-path-removed-with-deprecation'),
      'before-sunset path': breaking('api-path-removed-before-sunset'),
      'unreadable-sunset path': breaking('api-path-sunset-parse'),
      'after-sunset path': silent('It was announced, and the day has come.'),
    },
  }),
  defineFamily({
    fact: 'operation-moved',
    message: (f) => `The operation moved from ${value(f.before)} to ${value(f.after)}`,
    help: {
      breaking: 'Keep the operation where it was as well, deprecated and with a sunset (`deprecated`, `x-sunset`).',
    },
    at: {
      operation: breaking('api-operation-moved'),
    },
  }),
  defineFamily({
    fact: 'operation-shadowed',
    message: (f) => `Requests that fit the new ${value(f.after)} reached this operation before`,
    help: {
      dangerous: 'Make sure that nobody uses this value as a parameter, or give the new operation another path.',
    },
    at: {
      operation: dangerous('api-operation-shadowed'),
    },
  }),
  defineFamily({
    fact: 'operation-doubled',
    message: (f) => `The new operation cannot be told from ${value(f.before)}: their paths differ in a name only`,
    help: { dangerous: 'Give one of the two another path: which of them answers is up to the router.' },
    at: {
      operation: dangerous('api-operation-ambiguous'),
    },
  }),
  defineFamily({
    fact: 'dialect-changed',
    message: (f) => `Schemas are written in ${value(f.after)} now; it was ${value(f.before)}`,
    help: { dangerous: 'Make sure that every keyword means the same in both.' },
    at: {
      document: dangerous('api-schema-dialect-changed'),
    },
  }),
  defineFamily({
    fact: 'operation-id-added',
    message: (f) => `The operation is now called ${value(f.after)}`,
    at: {
      operation: safe('api-operation-id-added'),
    },
  }),
  defineFamily({
    fact: 'operation-id-removed',
    message: (f) =>
      `The operation is no longer called ${value(f.before)}${f.after === undefined ? '' : ` but ${value(f.after)}`}`,
    at: {
      operation: safe('api-operation-id-removed'),
    },
  }),
  defineFamily({
    fact: 'tag-added',
    message: (f) => `The operation has the new tag ${value(f.after)}`,
    at: {
      operation: safe('api-tag-added'),
    },
  }),
  defineFamily({
    fact: 'tag-removed',
    message: (f) => `The operation no longer has the tag ${value(f.before)}`,
    at: {
      operation: safe('api-tag-removed'),
    },
  }),
]
