import { breaking, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

/** Who is let in. */
export const security: readonly Family[] = [
  defineFamily({
    fact: 'security-added',
    message: (f) =>
      f.traits.includes('narrowing')
        ? `Callers need ${value(f.subject)} now`
        : `${value(f.subject)} lets callers in, too`,
    help: { breaking: 'Go on letting in whoever was let in before, or make the change in a new major version.' },
    at: {
      operation: safe('api-security-added'),
      'narrowing operation': breaking('api-security-added'),
      document: safe('api-global-security-added'),
      'narrowing document': breaking('api-global-security-added'),
    },
  }),
  defineFamily({
    fact: 'security-removed',
    message: (f) => `${value(f.subject)} no longer lets callers in`,
    help: { breaking: 'Go on letting in whoever was let in before, or make the change in a new major version.' },
    at: {
      operation: safe('api-security-removed'),
      'narrowing operation': breaking('api-security-removed'),
      document: safe('api-global-security-removed'),
      'narrowing document': breaking('api-global-security-removed'),
    },
  }),
  defineFamily({
    fact: 'security-scope-added',
    message: (f) => `Callers need the scope ${f.subject} now`,
    help: { breaking: 'Go on letting in whoever was let in before, or make the change in a new major version.' },
    at: {
      operation: safe('api-security-scope-added'),
      'narrowing operation': breaking('api-security-scope-added'),
      document: safe('api-global-security-scope-added'),
      'narrowing document': breaking('api-global-security-scope-added'),
    },
  }),
  defineFamily({
    fact: 'security-scope-removed',
    message: (f) => `Callers no longer need the scope ${f.subject}`,
    help: { breaking: 'Go on letting in whoever was let in before, or make the change in a new major version.' },
    at: {
      operation: safe('api-security-scope-removed'),
      'narrowing operation': breaking('api-security-scope-removed'),
      document: safe('api-global-security-scope-removed'),
      'narrowing document': breaking('api-global-security-scope-removed'),
    },
  }),
  defineFamily({
    fact: 'security-scheme-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      'security scheme': safe('api-security-component-added'),
    },
  }),
  defineFamily({
    fact: 'security-scheme-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    at: {
      'security scheme': safe('api-security-component-removed'),
    },
  }),
  defineFamily({
    fact: 'security-scheme-type-changed',
    message: (f) => `The type of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'security scheme': breaking('api-security-component-type-changed'),
    },
  }),
  defineFamily({
    fact: 'security-scheme-changed',
    message: (f) => `${value(f.subject)} of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    help: { breaking: 'Go on reading the credential where it was, beside a scheme of another name for the new place.' },
    at: {
      'security scheme': breaking('api-security-component-changed'),
    },
  }),
  defineFamily({
    fact: 'oauth-flow-added',
    message: (f) => `${cap(f.thing)} offers the new flow ${value(f.after)}`,
    at: {
      'security scheme': safe('api-security-component-oauth-flow-added'),
    },
  }),
  defineFamily({
    fact: 'oauth-flow-removed',
    message: (f) => `${cap(f.thing)} no longer offers the flow ${value(f.before)}`,
    help: { breaking: 'Go on offering the flow beside the new one, or remove it in a new major version.' },
    at: {
      'security scheme': breaking('api-security-component-oauth-flow-removed'),
    },
  }),
  defineFamily({
    fact: 'oauth-url-changed',
    message: (f) => `The authorization URL of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'security scheme': safe('api-security-component-oauth-url-changed'),
    },
  }),
  defineFamily({
    fact: 'oauth-token-url-changed',
    message: (f) => `The token URL of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}`,
    at: {
      'security scheme': safe('api-security-component-oauth-token-url-changed'),
    },
  }),
  defineFamily({
    fact: 'oauth-scope-added',
    message: (f) => `${cap(f.thing)} knows the new scope ${value(f.subject)}`,
    at: {
      'security scheme': safe('api-security-component-oauth-scope-added'),
    },
  }),
  defineFamily({
    fact: 'oauth-scope-removed',
    message: (f) => `${cap(f.thing)} no longer knows the scope ${value(f.subject)}`,
    at: {
      'security scheme': safe('api-security-component-oauth-scope-removed'),
    },
  }),
  defineFamily({
    fact: 'oauth-scope-changed',
    message: (f) => `${cap(f.thing)} describes the scope ${value(f.subject)} in other words`,
    at: {
      'security scheme': safe('api-security-component-oauth-scope-changed'),
    },
  }),
]
