import type { Fact } from '#diff/fact.ts'
import type { ChangeRule } from '#diff/rules/change-rule.ts'
import { families } from '#diff/rules/index.ts'
import { notTold } from '#diff/rules/not-told.ts'
import { directionAt, type Reason, reasonOf, whyOf } from '#diff/rules/reasons.ts'

const head = `# Changes

Every change \`apigov diff\` can tell, generated from the tables it judges by (\`npm run docs\`). An id is the same as
[oasdiff](https://www.oasdiff.com)'s where it means the same, so ignore lists keep working.

- **breaking**: somebody who keeps to the contract as it was is in trouble. The exit code is 1, the version a major one.
- **dangerous**: the contract does not say enough to decide. A minor version; \`--fail-on dangerous\` makes the exit code 1.
- **safe**: nobody who keeps to the contract as it was notices.

An id with two impacts has the one that the rest of the contract decides. Names and values in the sentences are examples.
[Comparing contracts](../diff.md) explains how they are found and shown.
`

const elsewhere = `## What oasdiff tells and we do not

The ids of its rules that no change here has. A file of severity levels may name them all the same.

${Object.entries(notTold)
  .map(([id, because]) => `- \`${id}\`: ${because}`)
  .join('\n')}

\`api-version-not-bumped\`, \`api-version-decreased\` and \`api-major-version-not-bumped\` are [told of the version](../diff.md#the-version), beside the changes.
`

/** The page of all change rules, as Markdown. */
export function changesPage(): string {
  const byId = Map.groupBy(
    families.flatMap(({ rules }) => rules),
    ({ id }) => id,
  )
  const entries = [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, rules]) => entry(id, rules))
  return `${head}\n${entries.join('\n')}\n${elsewhere}`
}

/** Its heading is what findings can link to: `changes.md#endpoint-added`. */
function entry(id: string, rules: readonly ChangeRule[]): string {
  const byImpact = [...Map.groupBy(rules, ({ impact }) => impact).values()]
  const verdicts = byImpact.flatMap(([rule]) => (rule === undefined ? [] : [verdict(rule)]))
  const [first] = rules
  const reason = first === undefined ? null : reasonOf(first.fact)
  const why = [...new Set(rules.map((rule) => whyOf({ rule: rule.id, direction: directionAt(rule.at) })))]
  return [`## ${id}`, ...verdicts, [...why, ...insteadOf(rules, reason)].join(' '), ''].join('\n\n').slice(0, -1)
}

function insteadOf(rules: readonly ChangeRule[], reason: Reason | null): readonly string[] {
  const { instead, source } = reason ?? {}
  const isHarmless = rules.every(({ impact }) => impact === 'safe')
  return [
    ...(instead === undefined || isHarmless ? [] : [`**Instead:** ${instead}`]),
    ...(source === undefined ? [] : [`([${source.name}](${source.url}))`]),
  ]
}

function verdict(rule: ChangeRule): string {
  const next = rule.impact === 'safe' ? '' : ` _${rule.help}_`
  return `**${rule.impact}**: “${rule.message(example(rule))}”${next}`
}

/** A fact such as the rule judges, to fill its sentence with. */
function example(rule: ChangeRule): Fact {
  const direction = directionAt(rule.at)
  const traits = rule.at.split(' ').filter((word): word is 'narrowing' => word === 'narrowing')
  const side = direction === 'response' ? 'the response `200`' : 'the request body'
  const place = (Object.keys(things) as (keyof typeof things)[]).find((where) => rule.at.endsWith(where))
  const [kind = ''] = rule.fact.split('-')
  const thing =
    kind === 'callback' || kind === 'webhook'
      ? `the ${kind} \`sold\``
      : place === undefined
        ? side
        : things[place].replace('SIDE', side)
  const spots = { base: null, revision: null }
  const values = rule.id.endsWith('-parse')
    ? ['soon', 'soon']
    : rule.fact.includes('sunset') || rule.fact === 'operation-removed'
      ? ['2027-01-01', '2026-12-01']
      : ['old', 'new']
  return {
    ...{ kind: rule.fact, where: 'operation', direction, thing, operation: null, traits, subject: 'name' },
    ...{ before: values[0], after: values[1], ...spots, inclusions: null, answer: null },
  }
}

/** By the end of a coordinate, the longer ends first. */
const things = {
  'parameter property': '`name` of the query parameter `filter`',
  'header property': '`name` of the header `X-Rate` of SIDE',
  'path parameter': 'the path parameter `id`',
  'header parameter': 'the header parameter `X-Tenant`',
  'media type': 'SIDE as `application/json`',
  'success status': 'the response `200`',
  'error status': 'the response `404`',
  'security scheme': 'the security scheme `key`',
  parameter: 'the query parameter `filter`',
  property: '`name` of SIDE',
  header: 'the header `X-Rate` of SIDE',
  operation: 'the operation',
  path: 'the operation',
  document: 'the contract',
} as const
