import { breaking, dangerous, defineFamily, type Family, safe, silent } from './change-rule.ts'
import { proof } from './judged.ts'
import { cap } from './words.ts'

/** Which properties there are, which must be there, and who sees them. */
export const properties: readonly Family[] = [
  defineFamily({
    fact: 'property-removed',
    message: (f) => `${cap(f.thing)} was removed`,
    help: {
      breaking: 'Go on sending the property, or remove it in a new major version.',
      dangerous: 'Deprecate the property first and remove it when nobody uses it any more.',
    },
    at: {
      'request property': dangerous('request-property-removed'),
      'response optional write-only property': safe('response-optional-write-only-property-removed'),
      'response required write-only property': safe('response-required-write-only-property-removed'),
      'response optional property': dangerous('response-optional-property-removed'),
      'response required property': breaking('response-required-property-removed'),
      'request parameter property': dangerous('request-parameter-property-removed'),
      'response header property': dangerous('response-header-property-removed'),
    },
  }),
  defineFamily({
    fact: 'property-added',
    message: (f) => `${cap(f.thing)} is new${proof(f)}`,
    help: {
      breaking: 'Make the property optional, or make the change in a new major version.',
      dangerous:
        'Ask the consumers whether they use a property of that name already, or take none that they do not know.',
    },
    at: {
      'request required property': breaking('new-required-request-property'),
      'request required with-default property': breaking('new-required-request-property-with-default'),
      'request optional property': safe('new-optional-request-property'),
      'request optional unnamed-before property': dangerous('new-optional-request-property'),
      'request optional unnamed-before included property': safe('new-optional-request-property'),
      'request required read-only property': silent('Who sends a request never sends what is read-only.'),
      'request optional read-only property': silent('Who sends a request never sends what is read-only.'),
      'request optional read-only unnamed-before property': silent(
        'Who sends a request never sends what is read-only.',
      ),
      'request required header parameter property': breaking('new-required-request-header-property'),
      'request required parameter property': breaking('new-required-request-parameter-property'),
      'request optional parameter property': safe('new-optional-request-parameter-property'),
      'response optional write-only property': safe('response-optional-write-only-property-added'),
      'response required write-only property': safe('response-required-write-only-property-added'),
      'response optional write-only unnamed-before property': safe('response-optional-write-only-property-added'),
      'response required write-only unnamed-before property': safe('response-required-write-only-property-added'),
      'response optional property': safe('response-optional-property-added'),
      'response required property': safe('response-required-property-added'),
      'response optional unnamed-before property': dangerous('response-optional-property-added'),
      'response required unnamed-before property': dangerous('response-required-property-added'),
      'response optional unnamed-before included property': safe('response-optional-property-added'),
      'response required unnamed-before included property': safe('response-required-property-added'),
      'response header property': safe('response-header-property-added'),
    },
  }),
  defineFamily({
    fact: 'property-became-required',
    message: (f) => `${cap(f.thing)} became required`,
    help: { breaking: 'Make the property optional, or make the change in a new major version.' },
    at: {
      'request header parameter property': breaking('request-header-property-became-required'),
      'request property': breaking('request-property-became-required'),
      'response write-only property': safe('response-write-only-property-became-required'),
      'response property': safe('response-property-became-required'),
      'request with-default property': breaking('request-property-became-required-with-default'),
      'request read-only property': silent('Who sends a request never sends what is read-only.'),
      'request parameter property': breaking('request-parameter-property-became-required'),
    },
  }),
  defineFamily({
    fact: 'property-became-optional',
    message: (f) => `${cap(f.thing)} became optional`,
    help: { breaking: 'Go on sending the property every time, or make the change in a new major version.' },
    at: {
      'request property': safe('request-property-became-optional'),
      'response write-only property': safe('response-write-only-property-became-optional'),
      'response property': breaking('response-property-became-optional'),
      'request read-only property': silent('Who sends a request never sends what is read-only.'),
      'request parameter property': safe('request-parameter-property-became-optional'),
    },
  }),
  defineFamily({
    fact: 'undescribed-property-became-required',
    message: (f) => `${cap(f.thing)} is required now, and described nowhere`,
    help: { dangerous: 'Describe the property, or strike its name from `required`.' },
    at: {
      'request property': dangerous('request-undescribed-property-became-required'),
      'response property': safe('response-undescribed-property-became-required'),
    },
  }),
  defineFamily({
    fact: 'undescribed-property-became-optional',
    message: (f) => `${cap(f.thing)}, which is described nowhere, is no longer required`,
    at: {
      'request property': safe('request-undescribed-property-became-optional'),
      'response property': dangerous('response-undescribed-property-became-optional'),
    },
  }),
  defineFamily({
    fact: 'became-read-only',
    message: (f) => `${cap(f.thing)} is now read-only: it is no longer taken from requests`,
    at: {
      'request optional property': safe('request-optional-property-became-read-only'),
      'request required property': safe('request-required-property-became-read-only'),
      'response optional property': safe('response-optional-property-became-read-only'),
      'response required property': safe('response-required-property-became-read-only'),
    },
  }),
  defineFamily({
    fact: 'became-not-read-only',
    message: (f) => `${cap(f.thing)} is no longer read-only`,
    at: {
      'request optional property': safe('request-optional-property-became-not-read-only'),
      'request required property': safe('request-required-property-became-not-read-only'),
      'response optional property': safe('response-optional-property-became-not-read-only'),
      'response required property': safe('response-required-property-became-not-read-only'),
    },
  }),
  defineFamily({
    fact: 'became-write-only',
    message: (f) => `${cap(f.thing)} is now write-only: responses no longer have it`,
    at: {
      'request optional property': safe('request-optional-property-became-write-only'),
      'request required property': safe('request-required-property-became-write-only'),
      'response optional property': safe('response-optional-property-became-write-only'),
      'response required property': safe('response-required-property-became-write-only'),
    },
  }),
  defineFamily({
    fact: 'became-not-write-only',
    message: (f) => `${cap(f.thing)} is no longer write-only: responses may have it`,
    at: {
      'request optional property': safe('request-optional-property-became-not-write-only'),
      'request required property': safe('request-required-property-became-not-write-only'),
      'response optional property': safe('response-optional-property-became-not-write-only'),
      'response required property': dangerous('response-required-property-became-not-write-only'),
    },
  }),
  defineFamily({
    fact: 'additional-properties-forbidden',
    message: (f) => `${cap(f.thing)} no longer accepts properties it does not name`,
    at: {
      'request body': breaking('request-body-additional-properties-forbidden'),
      'request property': breaking('request-property-additional-properties-forbidden'),
      'response body': safe('response-body-additional-properties-forbidden'),
      'response property': safe('response-property-additional-properties-forbidden'),
    },
  }),
  defineFamily({
    fact: 'additional-properties-allowed',
    message: (f) => `${cap(f.thing)} now accepts properties it does not name`,
    at: {
      'request body': safe('request-body-additional-properties-allowed'),
      'request property': safe('request-property-additional-properties-allowed'),
      'response body': safe('response-body-additional-properties-allowed'),
      'response property': safe('response-property-additional-properties-allowed'),
      'response invited body': dangerous('response-body-additional-properties-allowed'),
      'response invited property': dangerous('response-property-additional-properties-allowed'),
    },
  }),
]
