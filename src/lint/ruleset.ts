/** A Spectral ruleset as a plain value (YAML or JSON; code is a later matter), read from the base and never from a proposal's head. */
export interface Ruleset {
  /** For messages: `policies/ruleset.yaml`, or `apigov:recommended`. */
  readonly name: string
  /** Its text; the extends it may name are `spectral:oas` and `apigov:recommended`. */
  readonly text: string
}

/** What a catalog without a ruleset of its own is held to. */
export const defaultRuleset: Ruleset = {
  name: 'apigov:recommended',
  text: 'extends: ["spectral:oas", "apigov:recommended"]\n',
}
