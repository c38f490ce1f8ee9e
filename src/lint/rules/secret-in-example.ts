import { type Pointer, pointerTo } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import type { Node } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

/** Texts that are secrets by their look, as their issuers publish it. */
const secrets: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,255})\b/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16,}\b/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a key of apigov', /\bagk_[A-Za-z0-9]{44}\b/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/],
]

export const secretInExample = defineRule({
  id: 'secret-in-example',
  kinds: ['openapi', 'asyncapi'],
  group: 'security',
  summary: 'Examples hold no secrets, because contracts are published, and a secret in Git stays there.',
  source: 'OWASP API8:2023 Security Misconfiguration',
  example: {
    bad: `
      components:
        parameters:
          key: { name: X-Key, in: header, example: AKIAIOSFODNN7EXAMPLE }`,
    good: `
      components:
        parameters:
          key: { name: X-Key, in: header, example: your-key }`,
  },
  severity: 'error',
  isRecommended: true,
  visit(report) {
    const judge = (node: Node) => {
      for (const keyword of [
        'example',
        'examples',
        'default',
        'value',
        'enum',
        'const',
        'dataValue',
        'serializedValue',
      ]) {
        // Named examples of other objects are nodes of their own.
        if (keyword === 'examples' && !['schema', 'payload', 'message'].includes(node.kind)) continue
        for (const [pointer, text] of textsIn(node.value[keyword], pointerTo(node.pointer, keyword))) {
          const [what] = secrets.find(([, pattern]) => pattern.test(text)) ?? []
          if (what === undefined) continue
          report({
            at: { file: node.file, pointer },
            message: `This looks like ${what}`,
            help: 'Revoke it where it is valid, and write one that is plainly made up.',
          })
        }
      }
    }
    return { schema: judge, message: judge, parameter: judge, header: judge, example: judge, 'media-type': judge }
  },
})

function* textsIn(value: Json | undefined, pointer: Pointer): Generator<readonly [Pointer, string]> {
  if (typeof value === 'string') yield [pointer, value]
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) yield* textsIn(child, pointerTo(pointer, key))
}
