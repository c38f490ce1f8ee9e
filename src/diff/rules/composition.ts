import { breaking, dangerous, defineFamily, type Family, safe, silent } from './change-rule.ts'
import { judged, proof } from './judged.ts'
import { cap, value } from './words.ts'

const branchByBranch = 'What was accepted still is, or what changed in a branch says by itself why not.'
const announced = 'What several branches let through was announced by each: nobody takes a choice for ruling it out.'

/** Schemas made of schemas: judged by which values both sides let through. */
export const composition: readonly Family[] = [
  defineFamily({
    fact: 'all-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`allOf\`${proof(f)}`,
    at: {
      ...judged('all-of-added'),
      // A kind with a name is a promise of its own, even where its values are promised elsewhere.
      'request named included property': breaking('request-property-all-of-added'),
      'request named included body': breaking('request-body-all-of-added'),
      'response replaced property': safe('response-property-all-of-added'),
      'response replaced body': safe('response-body-all-of-added'),
    },
  }),
  defineFamily({
    fact: 'all-of-added-annotation-only',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`allOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-all-of-added-annotation-only'),
      'request body': safe('request-body-all-of-added-annotation-only'),
      'response property': safe('response-property-all-of-added-annotation-only'),
      'response body': safe('response-body-all-of-added-annotation-only'),
    },
  }),
  defineFamily({
    fact: 'all-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`allOf\`${proof(f)}`,
    at: {
      ...judged('all-of-removed'),
      // What it described may be sent as before, and nobody says that it is still read.
      'request included property': dangerous('request-property-all-of-removed'),
      'request included body': dangerous('request-body-all-of-removed'),
      'request replaced property': dangerous('request-property-all-of-removed'),
      'request replaced body': dangerous('request-body-all-of-removed'),
    },
  }),
  defineFamily({
    fact: 'all-of-removed-annotation-only',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`allOf\`, which constrains nothing`,
    at: {
      'request property': safe('request-property-all-of-removed-annotation-only'),
      'request body': safe('request-body-all-of-removed-annotation-only'),
      'response property': safe('response-property-all-of-removed-annotation-only'),
      'response body': safe('response-body-all-of-removed-annotation-only'),
    },
  }),
  defineFamily({
    fact: 'any-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`anyOf\`${proof(f)}`,
    at: {
      ...judged('any-of-added'),
      'request replaced property': safe('request-property-any-of-added'),
      'request replaced body': safe('request-body-any-of-added'),
    },
  }),
  defineFamily({
    fact: 'any-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`anyOf\`${proof(f)}`,
    at: {
      ...judged('any-of-removed'),
      // A kind with a name is a promise of its own, even where its values are promised elsewhere.
      'request named included property': breaking('request-property-any-of-removed'),
      'request named included body': breaking('request-body-any-of-removed'),
      'response replaced property': safe('response-property-any-of-removed'),
      'response replaced body': safe('response-body-any-of-removed'),
    },
  }),
  defineFamily({
    fact: 'one-of-added',
    message: (f) => `${cap(f.thing)} gained ${value(f.subject)} among its \`oneOf\`${proof(f)}`,
    at: {
      ...judged('one-of-added'),
      // A kind with a name is a promise of its own, even where its values are promised elsewhere.
      'response named included property': breaking('response-property-one-of-added'),
      'response named included body': breaking('response-body-one-of-added'),
      'request replaced property': safe('request-property-one-of-added'),
      'request replaced body': safe('request-body-one-of-added'),
    },
  }),
  defineFamily({
    fact: 'one-of-removed',
    message: (f) => `${cap(f.thing)} lost ${value(f.subject)} among its \`oneOf\`${proof(f)}`,
    at: {
      ...judged('one-of-removed'),
      // A kind with a name is a promise of its own, even where its values are promised elsewhere.
      'request named included property': breaking('request-property-one-of-removed'),
      'request named included body': breaking('request-body-one-of-removed'),
      'response replaced property': safe('response-property-one-of-removed'),
      'response replaced body': safe('response-body-one-of-removed'),
    },
  }),
  defineFamily({
    fact: 'one-of-branches-changed',
    message: (f) =>
      `Of the branches of ${f.thing}, of which exactly one must match, ${value(f.subject)} changed${proof(f)}`,
    help: {
      breaking: 'Keep the branches apart, make the `oneOf` an `anyOf`, or make the change in a new major version.',
    },
    at: {
      'request property': dangerous('request-property-one-of-overlap'),
      'request body': dangerous('request-body-one-of-overlap'),
      'request refuted ambiguous property': breaking('request-property-one-of-overlap'),
      'request refuted ambiguous body': breaking('request-body-one-of-overlap'),
      'request included property': silent(branchByBranch),
      'request included body': silent(branchByBranch),
      'request refuted property': silent(branchByBranch),
      'request refuted body': silent(branchByBranch),
      'response property': silent(announced),
      'response body': silent(announced),
    },
  }),
  defineFamily({
    fact: 'not-changed',
    message: (f) => `The schema that ${f.thing} must not match changed${proof(f)}`,
    at: judged('not-changed'),
  }),
  defineFamily({
    fact: 'wrapped-in-one-of',
    message: (f) => `${cap(f.thing)} is now one of several schemas${proof(f)}`,
    at: judged('wrapped-in-one-of'),
  }),
  defineFamily({
    fact: 'unwrapped-from-one-of',
    message: (f) => `${cap(f.thing)} is now one schema where there were several to choose from${proof(f)}`,
    at: judged('unwrapped-from-one-of'),
  }),
  defineFamily({
    fact: 'discriminator-added',
    message: (f) => `${cap(f.thing)} now has a discriminator`,
    at: {
      'request property': safe('request-property-discriminator-added'),
      'request body': safe('request-body-discriminator-added'),
      'response property': safe('response-property-discriminator-added'),
      'response body': safe('response-body-discriminator-added'),
    },
  }),
  defineFamily({
    fact: 'discriminator-removed',
    message: (f) => `${cap(f.thing)} no longer has a discriminator`,
    at: {
      'request property': safe('request-property-discriminator-removed'),
      'request body': safe('request-body-discriminator-removed'),
      'response property': safe('response-property-discriminator-removed'),
      'response body': safe('response-body-discriminator-removed'),
    },
  }),
  defineFamily({
    fact: 'discriminator-property-name-changed',
    message: (f) => `${cap(f.thing)} is now told apart by ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      'request property': safe('request-property-discriminator-property-name-changed'),
      'request body': safe('request-body-discriminator-property-name-changed'),
      'response property': safe('response-property-discriminator-property-name-changed'),
      'response body': safe('response-body-discriminator-property-name-changed'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-added',
    message: (f) => `${cap(f.thing)} has new discriminator values: ${value(f.subject)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-added'),
      'request body': safe('request-body-discriminator-mapping-added'),
      'response property': safe('response-property-discriminator-mapping-added'),
      'response body': safe('response-body-discriminator-mapping-added'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-deleted',
    message: (f) => `${cap(f.thing)} no longer has the discriminator values ${value(f.subject)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-deleted'),
      'request body': safe('request-body-discriminator-mapping-deleted'),
      'response property': safe('response-property-discriminator-mapping-deleted'),
      'response body': safe('response-body-discriminator-mapping-deleted'),
    },
  }),
  defineFamily({
    fact: 'discriminator-mapping-changed',
    message: (f) => `${cap(f.thing)} leads from ${value(f.subject)} to ${value(f.after)}; it was ${value(f.before)}`,
    at: {
      'request property': safe('request-property-discriminator-mapping-changed'),
      'request body': safe('request-body-discriminator-mapping-changed'),
      'response property': safe('response-property-discriminator-mapping-changed'),
      'response body': safe('response-body-discriminator-mapping-changed'),
    },
  }),
]
