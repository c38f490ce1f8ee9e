import { isRelative, parseRuleset, pathFrom } from './ruleset-file.ts'

/** A Spectral ruleset as plain values (YAML or JSON), read from the base and never from a proposal's head. */
export interface Ruleset {
  /** For messages, and what its `overrides` are relative to: `policies/ruleset.yaml`, or `apigov:recommended`. */
  readonly name: string
  /** It may extend `spectral:oas`, `apigov:recommended`, and `apigov:standards` or a part of it: `apigov:standards/security`. */
  readonly text: string
  /** The rulesets it extends from beside it, and those they extend, by path. */
  readonly files?: ReadonlyMap<string, string>
}

/** What a catalog without a ruleset of its own is held to. */
export const defaultRuleset: Ruleset = {
  name: 'apigov:recommended',
  text: 'extends: ["spectral:oas", "apigov:recommended"]\n',
}

/**
 * A ruleset with what it extends. `read` answers the text of a file by its path, `null` where there is none: that is told where the
 * ruleset is used, with the line that asks for it. Throws what `read` throws.
 */
export async function rulesetWith(
  name: string,
  text: string,
  read: (path: string) => Promise<string | null>,
): Promise<Ruleset> {
  const files = new Map<string, string>()
  const open = [{ name, text }]
  for (const file of open)
    for (const { name: extended } of parseRuleset(file.name, file.text).extensions) {
      const path = isRelative(extended) ? pathFrom(file.name, extended) : null
      if (path === null || path === name || files.has(path)) continue
      const found = await read(path)
      if (found === null) continue
      files.set(path, found)
      open.push({ name: path, text: found })
    }
  return { name, text, ...(files.size > 0 && { files }) }
}
