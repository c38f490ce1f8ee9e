/** A Spectral ruleset as a plain value (YAML or JSON; code is a later matter), read from the base and never from a proposal's head. */
export interface Ruleset {
  /** For messages: `policies/ruleset.yaml`, or `apigov:recommended`. */
  readonly name: string
  /** Its text. It may extend `spectral:oas`, `apigov:recommended`, and `apigov:standards` or a part of it: `apigov:standards/security`. */
  readonly text: string
}

/** What a catalog without a ruleset of its own is held to. */
export const defaultRuleset: Ruleset = {
  name: 'apigov:recommended',
  text: 'extends: ["spectral:oas", "apigov:recommended"]\n',
}
