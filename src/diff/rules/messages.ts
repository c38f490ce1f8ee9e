import { breaking, dangerous, defineFamily, type Family, safe } from './change-rule.ts'
import { judged, proof } from './judged.ts'
import { cap, value } from './words.ts'

/** Parameters, bodies, media types, statuses and headers: what there is and what must be sent. */
export const messages: readonly Family[] = [
  defineFamily({
    fact: 'parameter-added',
    message: (f) => `${cap(f.thing)} is new`,
    help: { breaking: 'Make the parameter optional, or make the change in a new major version.' },
    at: {
      'request path parameter': breaking('new-request-path-parameter'),
      'request required parameter': breaking('new-required-request-parameter'),
      'request optional parameter': safe('new-optional-request-parameter'),
      'request required of-path-item parameter': breaking('new-required-request-default-parameter-to-existing-path'),
      'request optional of-path-item parameter': safe('new-optional-request-default-parameter-to-existing-path'),
    },
  }),
  defineFamily({
    fact: 'parameter-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: {
      dangerous: 'Callers who send it are ignored or refused: deprecate it first and remove it when nobody sends it.',
      breaking: 'Keep the parameter until its sunset.',
    },
    at: {
      'request parameter': dangerous('request-parameter-removed'),
      'request deprecated parameter': safe('request-parameter-removed-with-deprecation'),
      'request after-sunset parameter': safe('request-parameter-removed-with-deprecation'),
      'request before-sunset parameter': breaking('request-parameter-removed-before-sunset'),
      'request unreadable-sunset parameter': breaking('request-parameter-sunset-parse'),
    },
  }),
  defineFamily({
    fact: 'parameter-became-required',
    message: (f) => `${cap(f.thing)} became required`,
    help: { breaking: 'Keep the parameter optional, or make the change in a new major version.' },
    at: {
      'request parameter': breaking('request-parameter-became-required'),
    },
  }),
  defineFamily({
    fact: 'parameter-became-optional',
    message: (f) => `${cap(f.thing)} became optional`,
    at: {
      'request parameter': safe('request-parameter-became-optional'),
    },
  }),
  defineFamily({
    fact: 'serialization-changed',
    message: (f) => `${cap(f.thing)} is written otherwise: ${value(f.after)}; it was ${value(f.before)}`,
    help: { breaking: 'Keep the old form, or offer the new one under another name.' },
    at: {
      'request parameter': breaking('request-parameter-serialization-changed'),
      'request media type': breaking('request-body-encoding-changed'),
      'response media type': breaking('response-body-encoding-changed'),
      'response header': breaking('response-header-serialization-changed'),
      'request header': breaking('request-part-header-serialization-changed'),
    },
  }),
  defineFamily({
    fact: 'field-media-type-added',
    message: (f) => `${cap(f.thing)} may be sent as ${value(f.after)}`,
    at: {
      'request media type': safe('request-body-encoding-content-type-added'),
      'response media type': safe('response-body-encoding-content-type-added'),
    },
  }),
  defineFamily({
    fact: 'field-media-type-removed',
    message: (f) => `${cap(f.thing)} is no longer sent as ${value(f.before)}`,
    help: { breaking: 'Keep the media type beside the new one, or remove it in a new major version.' },
    at: {
      'request media type': breaking('request-body-encoding-content-type-removed'),
      'response media type': breaking('response-body-encoding-content-type-removed'),
    },
  }),
  defineFamily({
    fact: 'reserved-allowed',
    message: (f) => `${cap(f.thing)} may hold reserved characters as they are`,
    at: {
      'request parameter': safe('request-parameter-reserved-allowed'),
    },
  }),
  defineFamily({
    fact: 'reserved-forbidden',
    message: (f) => `${cap(f.thing)} may no longer hold reserved characters as they are`,
    help: { breaking: 'Go on reading them, or make the change in a new major version.' },
    at: {
      'request parameter': breaking('request-parameter-reserved-forbidden'),
    },
  }),
  defineFamily({
    fact: 'empty-value-allowed',
    message: (f) => `${cap(f.thing)} may be sent without a value`,
    at: {
      'request parameter': safe('request-parameter-empty-value-allowed'),
    },
  }),
  defineFamily({
    fact: 'empty-value-forbidden',
    message: (f) => `${cap(f.thing)} may no longer be sent without a value`,
    help: { breaking: 'Go on taking it without one, or make the change in a new major version.' },
    at: {
      'request parameter': breaking('request-parameter-empty-value-forbidden'),
    },
  }),
  defineFamily({
    fact: 'body-added',
    message: (f) => `${cap(f.thing)} is new`,
    help: { breaking: 'Make the body optional, or make the change in a new major version.' },
    at: {
      'request required body': breaking('request-body-added-required'),
      'request optional body': safe('request-body-added-optional'),
    },
  }),
  defineFamily({
    fact: 'body-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    at: {
      'request body': breaking('request-body-removed'),
    },
  }),
  defineFamily({
    fact: 'body-became-required',
    message: (f) => `${cap(f.thing)} became required`,
    help: { breaking: 'Keep the body optional, or make the change in a new major version.' },
    at: {
      'request body': breaking('request-body-became-required'),
    },
  }),
  defineFamily({
    fact: 'body-became-optional',
    message: (f) => `${cap(f.thing)} became optional`,
    at: {
      'request body': safe('request-body-became-optional'),
    },
  }),
  defineFamily({
    fact: 'media-type-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      'request media type': safe('request-body-media-type-added'),
      'response media type': safe('response-media-type-added'),
    },
  }),
  defineFamily({
    fact: 'media-type-name-changed',
    message: (f) => `${cap(f.thing)} is called ${value(f.after)} now`,
    at: {
      'request media type': safe('request-body-media-type-name-changed'),
      'response media type': safe('response-media-type-name-changed'),
    },
  }),
  defineFamily({
    fact: 'media-type-parameters-changed',
    message: (f) => `${cap(f.thing)} is ${value(f.after)} now, with other parameters`,
    help: { dangerous: 'Keep the media type beside the new one: a version or a profile may be what callers ask for.' },
    at: {
      'request media type': dangerous('request-body-media-type-parameters-changed'),
      'response media type': dangerous('response-media-type-parameters-changed'),
    },
  }),
  defineFamily({
    fact: 'media-type-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Keep the media type beside the new one, or remove it in a new major version.' },
    at: {
      'request media type': breaking('request-body-media-type-removed'),
      'response media type': breaking('response-media-type-removed'),
    },
  }),
  defineFamily({
    fact: 'schema-added',
    message: (f) => `${cap(f.thing)} is described by a schema now${proof(f)}`,
    at: {
      ...judged('schema-added'),
      'request media type': breaking('request-body-media-type-schema-added'),
      'response media type': safe('response-body-media-type-schema-added'),
    },
  }),
  defineFamily({
    fact: 'schema-removed',
    message: (f) => `${cap(f.thing)} is no longer described by a schema${proof(f)}`,
    at: {
      ...judged('schema-removed'),
      'request media type': safe('request-body-media-type-schema-removed'),
      'response media type': dangerous('response-body-media-type-schema-removed'),
    },
  }),
  defineFamily({
    fact: 'status-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      'response success status': safe('response-success-status-added'),
      'response error status': safe('response-non-success-status-added'),
    },
  }),
  defineFamily({
    fact: 'status-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: { breaking: 'Go on answering with this status, or make the change in a new major version.' },
    at: {
      'response success status': breaking('response-success-status-removed'),
      'response error status': safe('response-non-success-status-removed'),
    },
  }),
  defineFamily({
    fact: 'status-range-divided',
    message: (f) => `${cap(f.thing)} is only ${value(f.after)} now`,
    at: {
      'response success status': safe('response-success-status-range-narrowed'),
      'response error status': safe('response-non-success-status-range-narrowed'),
    },
  }),
  defineFamily({
    fact: 'link-added',
    message: (f) => `${cap(f.thing)} has the new link ${value(f.subject)}`,
    at: {
      'response success status': safe('response-link-added'),
      'response error status': safe('response-link-added'),
    },
  }),
  defineFamily({
    fact: 'link-removed',
    message: (f) => `${cap(f.thing)} no longer has the link ${value(f.subject)}`,
    help: { dangerous: 'Keep the link until nobody follows it.' },
    at: {
      'response success status': dangerous('response-link-removed'),
      'response error status': dangerous('response-link-removed'),
    },
  }),
  defineFamily({
    fact: 'link-changed',
    message: (f) =>
      `The link ${value(f.subject)} of ${f.thing} leads elsewhere: ${value(f.after)}; it was ${value(f.before)}`,
    help: { dangerous: 'Keep the link, and offer the new one under another name.' },
    at: {
      'response success status': dangerous('response-link-changed'),
      'response error status': dangerous('response-link-changed'),
    },
  }),
  defineFamily({
    fact: 'header-added',
    message: (f) => `${cap(f.thing)} is new`,
    at: {
      'response header': safe('response-header-added'),
      'request required header': breaking('new-required-request-part-header'),
      'request optional header': safe('new-optional-request-part-header'),
    },
  }),
  defineFamily({
    fact: 'header-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    at: {
      'response required header': breaking('required-response-header-removed'),
      'response optional header': dangerous('optional-response-header-removed'),
      'request header': dangerous('request-part-header-removed'),
    },
  }),
  defineFamily({
    fact: 'header-became-optional',
    message: (f) => `${cap(f.thing)} became optional`,
    at: {
      'response header': breaking('response-header-became-optional'),
      'request header': safe('request-part-header-became-optional'),
    },
  }),
  defineFamily({
    fact: 'header-became-required',
    message: (f) => `${cap(f.thing)} became required`,
    at: {
      'response header': safe('response-header-became-required'),
      'request header': breaking('request-part-header-became-required'),
    },
  }),
]
