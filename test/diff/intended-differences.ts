export interface Difference {
  /** What the corpus wants and does not get (`-`), what it gets and does not want (`+`). */
  readonly difference: string
  readonly because: string
}

const shutOut = 'Whoever has no such credential or scope is turned away; the corpus calls every security change safe.'
const enumGone =
  'A list of values that is gone restricts nothing any more: everything that was accepted still is, and a break that is none is the first complaint about such tools.'
const unmatched =
  'What comes may now be what the old pattern ruled out, and nothing that a response may hold anew is safe; the corpus calls every pattern of a response safe.'
const unlikeSpecs =
  'The two documents differ in more than the original test looked at: security asks for more, a callback, a server and a `not` differ, for which the corpus has no rules.'

/** Where we judge otherwise than the corpus on purpose. One that starts to agree fails the test. */
export const intended: ReadonlyMap<string, Difference> = new Map([
  [
    'check_api_security_updated/TestAPIGlobalSecurityScopeAdded',
    { difference: '+ERR api-global-security-scope-added, -INFO api-global-security-scope-added', because: shutOut },
  ],
  [
    'check_api_security_updated/TestAPISecurityAdded',
    { difference: '+ERR api-security-added, -INFO api-security-added', because: shutOut },
  ],
  [
    'check_api_security_updated/TestAPISecurityScopeAdded',
    { difference: '+ERR api-security-scope-added, -INFO api-security-scope-added', because: shutOut },
  ],
  [
    'check_components_security_updated/TestComponentSecurityTypeUpdated',
    {
      difference: '+ERR api-security-component-type-changed, -INFO api-security-component-type-changed',
      because: 'A credential of the old type is not one of the new type.',
    },
  ],
  [
    'check_breaking/TestBreaking_RequestBodyEnumRemoved',
    { difference: '-ERR request-body-enum-value-removed', because: enumGone },
  ],
  [
    'transition_claims/TestTransitionClaims_RealChangeAlongsideTransitionStillReported',
    {
      difference:
        '+INFO request-property-became-not-enum, -ERR request-property-enum-value-removed, -ERR request-property-enum-value-removed',
      because: enumGone,
    },
  ],
  [
    'check_not_breaking/TestBreaking_Servers',
    {
      difference: '+WARN api-server-removed, +WARN api-server-removed',
      because:
        'Whoever calls the old addresses, of the API and of one operation, may find nothing there; the corpus has no rules for servers.',
    },
  ],
  [
    'check_response_pattern_added_or_changed/TestResponsePropertyPatternRemoved',
    {
      difference: '+WARN response-property-pattern-removed, -INFO response-property-pattern-removed',
      because: unmatched,
    },
  ],
  ...['ModifyPattern', 'GeneralizedPattern', 'ModifyPatternToAnyString'].map((test): [string, Difference] => [
    `check_breaking/TestBreaking_${test}`,
    {
      difference: '+WARN response-property-pattern-changed, +WARN response-property-pattern-changed',
      because: unmatched,
    },
  ]),
  [
    'check_breaking_property/TestBreaking_ReqBodyNewRequiredPropertyNew',
    {
      difference: '+WARN request-undescribed-property-became-required',
      because:
        'A request without the property was accepted and is refused, whether the contract describes the property or not.',
    },
  ],
  ...['AddedEnum', 'ModifiedExtension', 'Comments'].map((test): [string, Difference] => [
    `check_not_breaking/TestBreaking_${test}`,
    {
      difference:
        '+ERR api-security-removed, +ERR api-security-scope-added, +ERR response-property-type-changed, +WARN api-callback-changed, +WARN api-server-removed, +WARN request-property-not-changed',
      because: unlikeSpecs,
    },
  ]),
])
