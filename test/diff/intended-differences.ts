export interface Difference {
  /** What the corpus wants and does not get (`-`), what it gets and does not want (`+`). */
  readonly difference: string
  readonly because: string
}

const shutOut = 'Whoever has no such credential or scope is turned away; the corpus calls every security change safe.'
const enumGone = 'A list of values that is gone restricts nothing any more: everything that was accepted still is.'
const tuple =
  'A list of texts whose first item must now be a number is another list: `["a"]` was accepted and no longer is. The corpus counts described items and does not ask what they describe.'
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
    'check_request_property_prefix_items_updated/TestRequestBodyPrefixItemsAdded',
    { difference: '-INFO request-body-prefix-items-added', because: tuple },
  ],
  ...['Body', 'Property'].map((where): [string, Difference] => [
    `check_response_property_prefix_items_updated/TestResponse${where}PrefixItemsRemoved`,
    { difference: `-INFO response-${where.toLowerCase()}-prefix-items-removed`, because: tuple },
  ]),
  ...['AddedEnum', 'ModifiedExtension', 'Comments'].map((test): [string, Difference] => [
    `check_not_breaking/TestBreaking_${test}`,
    {
      difference:
        '+ERR api-security-removed, +ERR api-security-scope-added, +ERR response-property-type-changed, +WARN api-callback-changed, +WARN api-server-removed, +WARN request-property-not-changed',
      because: unlikeSpecs,
    },
  ]),
])
