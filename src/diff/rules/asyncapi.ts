import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

const both = (verdict: ReturnType<typeof breaking>) => ({ 'request operation': verdict, 'response operation': verdict })

/** Channels, messages and servers of AsyncAPI; what is in a message the rules for bodies judge. */
export const asyncapi: readonly Family[] = [
  defineFamily({
    fact: 'asyncapi-channel-added',
    message: (f) => `${cap(f.thing)} is new, and so is the channel`,
    at: both(safe('asyncapi-channel-added')),
  }),
  defineFamily({
    fact: 'asyncapi-channel-removed',
    message: (f) => `${cap(f.thing)} was removed with the channel`,
    help: { breaking: 'Keep the channel until nobody uses it, or remove it in a new major version.' },
    at: both(breaking('asyncapi-channel-removed')),
  }),
  defineFamily({
    fact: 'asyncapi-operation-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: both(safe('asyncapi-operation-added')),
  }),
  defineFamily({
    fact: 'asyncapi-operation-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Go on with it until nobody counts on it, or remove it in a new major version.' },
    at: both(breaking('asyncapi-operation-removed')),
  }),
  defineFamily({
    fact: 'asyncapi-message-added',
    message: (f) => `The message ${value(f.subject)} is new in ${f.thing}`,
    help: { dangerous: 'Tell the consumers first: one that does not know the message may stop at it.' },
    at: {
      'request operation': safe('asyncapi-received-message-added'),
      'response operation': dangerous('asyncapi-sent-message-added'),
    },
  }),
  defineFamily({
    fact: 'asyncapi-message-removed',
    message: (f) => `The message ${value(f.subject)} is no longer part of ${f.thing}`,
    help: { breaking: 'Keep the message beside the new one, or remove it in a new major version.' },
    at: {
      'request operation': breaking('asyncapi-received-message-removed'),
      'response operation': breaking('asyncapi-sent-message-removed'),
    },
  }),
  defineFamily({
    fact: 'asyncapi-payload-added',
    message: (f) => `${cap(f.thing)} is described by a schema now`,
    at: {
      'request operation': breaking('asyncapi-received-payload-added'),
      'response operation': safe('asyncapi-sent-payload-added'),
    },
  }),
  defineFamily({
    fact: 'asyncapi-payload-removed',
    message: (f) => `${cap(f.thing)} is no longer described by a schema`,
    at: {
      'request operation': safe('asyncapi-received-payload-removed'),
      'response operation': dangerous('asyncapi-sent-payload-removed'),
    },
  }),
  defineFamily({
    fact: 'asyncapi-payload-format-changed',
    message: (f) => `${cap(f.thing)} is described in ${value(f.after)} now; it was ${value(f.before)}`,
    at: both(dangerous('asyncapi-payload-format-changed')),
  }),
  defineFamily({
    fact: 'asyncapi-payload-changed',
    message: (f) => `${cap(f.thing)} changed; it is described in ${value(f.after)}, which is not compared further`,
    help: { dangerous: 'Compare the two schemas with a tool of their format.' },
    at: both(dangerous('asyncapi-payload-changed')),
  }),
  defineFamily({
    fact: 'asyncapi-content-type-changed',
    message: (f) => `${cap(f.thing)} is encoded as ${value(f.after)}; it was ${value(f.before)}`,
    help: { breaking: 'Offer the new encoding as a message of its own.' },
    at: both(breaking('asyncapi-content-type-changed')),
  }),
  defineFamily({
    fact: 'asyncapi-content-type-stated',
    message: (f) => `The encoding of ${f.thing} was ${value(f.before)} and is ${value(f.after)}`,
    at: both(dangerous('asyncapi-content-type-stated')),
  }),
  defineFamily({
    fact: 'asyncapi-correlation-id-added',
    message: (f) => `${cap(f.thing)} has a correlation id now, at ${value(f.after)}`,
    at: both(safe('asyncapi-correlation-id-added')),
  }),
  defineFamily({
    fact: 'asyncapi-correlation-id-removed',
    message: (f) => `${cap(f.thing)} no longer has the correlation id at ${value(f.before)}`,
    help: { breaking: 'Keep the id: consumers tell by it which messages belong together.' },
    at: both(breaking('asyncapi-correlation-id-removed')),
  }),
  defineFamily({
    fact: 'asyncapi-correlation-id-changed',
    message: (f) => `The correlation id of ${f.thing} was at ${value(f.before)} and is at ${value(f.after)}`,
    help: { breaking: 'Keep the id where consumers look for it.' },
    at: both(breaking('asyncapi-correlation-id-changed')),
  }),
  defineFamily({
    fact: 'asyncapi-bindings-changed',
    message: (f) => `How ${f.thing} is bound to its protocol changed`,
    at: both(dangerous('asyncapi-bindings-changed')),
  }),
  defineFamily({
    fact: 'asyncapi-server-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: { document: safe('asyncapi-server-added') },
  }),
  defineFamily({
    fact: 'asyncapi-server-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Keep the server until nobody is connected to it.' },
    at: { document: breaking('asyncapi-server-removed') },
  }),
  defineFamily({
    fact: 'asyncapi-server-moved',
    message: (f) => `${cap(f.thing)} is at ${value(f.after)}; it was at ${value(f.before)}`,
    help: { breaking: 'Keep the old address, or add the new one as a server of its own.' },
    at: { document: breaking('asyncapi-server-moved') },
  }),
  defineFamily({
    fact: 'asyncapi-server-security-tightened',
    message: (f) =>
      `${cap(f.thing)} no longer takes every credential it took: ${value(f.after)}; it was ${value(f.before)}`,
    at: { document: breaking('asyncapi-server-security-tightened') },
  }),
  defineFamily({
    fact: 'asyncapi-server-security-loosened',
    message: (f) => `${cap(f.thing)} takes other credentials, too: ${value(f.after)}; it was ${value(f.before)}`,
    at: { document: safe('asyncapi-server-security-loosened') },
  }),
]
