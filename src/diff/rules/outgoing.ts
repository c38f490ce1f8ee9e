import type { Fact } from '../fact.ts'
import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

const caller = ({ where }: Fact) => (where === 'document' ? 'The API' : 'The operation')

/** Where the API is, and the calls it makes to its consumers. */
export const outgoing: readonly Family[] = [
  defineFamily({
    fact: 'server-added',
    message: (f) => `${caller(f)} is at ${value(f.subject)}, too`,
    at: {
      document: safe('api-server-added'),
      operation: safe('api-server-added'),
    },
  }),
  defineFamily({
    fact: 'server-removed',
    message: (f) => `${caller(f)} is no longer said to be at ${value(f.subject)}`,
    help: { dangerous: 'Go on answering there until nobody calls it any more.' },
    at: {
      document: dangerous('api-server-removed'),
      operation: dangerous('api-server-removed'),
    },
  }),
  defineFamily({
    fact: 'server-default-changed',
    message: (f) => `${cap(f.thing)} is ${value(f.after)} by default; it was ${value(f.before)}`,
    help: { dangerous: 'Keep the default, or tell those who rely on it to name the value.' },
    at: {
      document: dangerous('api-server-variable-default-changed'),
      operation: dangerous('api-server-variable-default-changed'),
    },
  }),
  defineFamily({
    fact: 'webhook-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      document: safe('webhook-added'),
    },
  }),
  defineFamily({
    fact: 'webhook-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Go on sending it, or remove it in a new major version.' },
    at: {
      document: breaking('webhook-removed'),
    },
  }),
  defineFamily({
    fact: 'webhook-changed',
    message: (f) => `${cap(f.thing)} changed: ${String(f.after)}`,
    help: { dangerous: 'Compare the two places: consumers must understand what is sent to them now.' },
    at: {
      document: dangerous('webhook-changed'),
    },
  }),
  defineFamily({
    fact: 'answer-added',
    message: (f) => `${cap(f.thing)} is understood, too`,
    at: {
      document: safe('webhook-response-added'),
      operation: safe('api-callback-response-added'),
    },
  }),
  defineFamily({
    fact: 'answer-removed',
    message: (f) => `${cap(f.thing)} is no longer described`,
    help: { breaking: 'Go on understanding this answer: consumers give it.' },
    at: {
      document: breaking('webhook-response-removed'),
      operation: breaking('api-callback-response-removed'),
    },
  }),
  defineFamily({
    fact: 'callback-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      operation: safe('api-callback-added'),
    },
  }),
  defineFamily({
    fact: 'callback-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Go on sending it, or remove it in a new major version.' },
    at: {
      operation: breaking('api-callback-removed'),
    },
  }),
  defineFamily({
    fact: 'callback-changed',
    message: (f) => `${cap(f.thing)} changed: ${String(f.after)}`,
    help: { dangerous: 'Compare the two places: consumers must understand what is sent to them now.' },
    at: {
      operation: dangerous('api-callback-changed'),
    },
  }),
]
