import { breaking, defineFamily, type Family, safe } from './change-rule.ts'
import { cap, value } from './words.ts'

/** Deprecation, sunset and stability, of operations, parameters and properties. */
export const lifecycle: readonly Family[] = [
  defineFamily({
    fact: 'deprecated',
    message: (f) => `${cap(f.thing)} is deprecated`,
    at: {
      operation: safe('endpoint-deprecated'),
      'request parameter': safe('request-parameter-deprecated'),
      'request property': safe('request-property-deprecated'),
      'response property': safe('response-property-deprecated'),
    },
  }),
  defineFamily({
    fact: 'deprecated-with-sunset',
    message: (f) => `${cap(f.thing)} is deprecated and ends on ${value(f.after)}`,
    at: {
      operation: safe('endpoint-deprecated-with-sunset'),
      'request parameter': safe('request-parameter-deprecated'),
      'request property': safe('request-property-deprecated-with-sunset'),
      'response property': safe('response-property-deprecated-with-sunset'),
    },
  }),
  defineFamily({
    fact: 'deprecated-sunset-missing',
    message: (f) => `${cap(f.thing)} is deprecated without saying when it ends`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('api-deprecated-sunset-missing'),
      'request parameter': breaking('request-parameter-deprecated-sunset-missing'),
      'request property': breaking('request-property-deprecated-sunset-missing'),
      'response property': breaking('response-property-deprecated-sunset-missing'),
    },
  }),
  defineFamily({
    fact: 'deprecated-sunset-unreadable',
    message: (f) => `${cap(f.thing)} ends on ${value(f.after)}, which is no date`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('api-deprecated-sunset-parse'),
      'request parameter': breaking('request-parameter-sunset-parse'),
      'request property': breaking('request-property-deprecated-sunset-invalid'),
      'response property': breaking('response-property-deprecated-sunset-invalid'),
    },
  }),
  defineFamily({
    fact: 'sunset-too-soon',
    message: (f) => `${cap(f.thing)} ends on ${value(f.after)}, sooner than the policy allows`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('api-sunset-date-too-small'),
      'request parameter': breaking('request-parameter-sunset-date-too-small'),
      'request property': breaking('request-property-sunset-date-too-small'),
      'response property': breaking('response-property-sunset-date-too-small'),
    },
  }),
  defineFamily({
    fact: 'reactivated',
    message: (f) => `${cap(f.thing)} is no longer deprecated`,
    at: {
      operation: safe('endpoint-reactivated'),
      'request parameter': safe('request-parameter-reactivated'),
      'request property': safe('request-property-reactivated'),
      'response property': safe('response-property-reactivated'),
    },
  }),
  defineFamily({
    fact: 'sunset-removed',
    message: (f) => `${cap(f.thing)} is deprecated and no longer says when it ends`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('sunset-deleted'),
      'request parameter': breaking('request-parameter-sunset-deleted'),
      'request property': breaking('request-property-sunset-deleted'),
      'response property': breaking('response-property-sunset-deleted'),
    },
  }),
  defineFamily({
    fact: 'sunset-unreadable',
    message: (f) =>
      `The sunset of ${f.thing} changed from ${value(f.before)} to ${value(f.after)}, and one of them is no date`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('api-path-sunset-parse'),
      'request parameter': breaking('request-parameter-sunset-parse'),
      'request property': breaking('request-property-deprecated-sunset-invalid'),
      'response property': breaking('response-property-deprecated-sunset-invalid'),
    },
  }),
  defineFamily({
    fact: 'sunset-moved-too-soon',
    message: (f) =>
      `The sunset of ${f.thing} moved from ${value(f.before)} to ${value(f.after)}, sooner than the policy allows`,
    help: { breaking: 'Write `x-sunset: YYYY-MM-DD`, far enough ahead for consumers to move.' },
    at: {
      operation: breaking('api-sunset-date-changed-too-small'),
      'request parameter': breaking('request-parameter-sunset-date-changed-too-small'),
      'request property': breaking('request-property-sunset-date-too-small'),
      'response property': breaking('response-property-sunset-date-too-small'),
    },
  }),
  defineFamily({
    fact: 'stability-decreased',
    message: (f) => `${cap(f.thing)} is less stable: ${value(f.after)}; it was ${value(f.before)}`,
    help: { breaking: 'Keep the stability level it has.' },
    at: {
      operation: breaking('api-stability-decreased'),
      'request parameter': breaking('request-parameter-stability-decreased'),
      'request property': breaking('request-property-stability-decreased'),
      'response property': breaking('response-property-stability-decreased'),
    },
  }),
  defineFamily({
    fact: 'stability-increased',
    message: (f) => `${cap(f.thing)} is more stable: ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      operation: safe('api-stability-increased'),
      'request parameter': safe('request-parameter-stability-increased'),
      'request property': safe('request-property-stability-increased'),
      'response property': safe('response-property-stability-increased'),
    },
  }),
  defineFamily({
    fact: 'invalid-stability-level',
    message: (f) => `${cap(f.thing)} has the stability level ${value(f.after ?? f.before)}, which is none`,
    help: { breaking: 'Write draft, alpha, beta or stable.' },
    at: {
      operation: breaking('api-invalid-stability-level'),
      'request parameter': breaking('api-invalid-stability-level'),
      'request property': breaking('api-invalid-stability-level'),
      'response property': breaking('api-invalid-stability-level'),
    },
  }),
]
