import { breaking, defineFamily, type Family, safe, silent } from './change-rule.ts'
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
