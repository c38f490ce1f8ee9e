import { ChangeType } from '@graphql-inspector/core'
import { ruleIdOf as graphqlId, overrides, silenceFor, silences } from '#diff/kinds/graphql-verdicts.ts'
import { ownRules, ruleIdOf as protobufId, topics } from '#diff/kinds/protobuf-verdicts.ts'

const head = `# Changes of GraphQL, AsyncAPI and Protobuf contracts

What \`apigov diff\` tells of them, generated from the tables it judges by (\`npm run docs\`). The impacts mean what they mean for
[OpenAPI](changes.md).
`

const graphqlHead = `## GraphQL

[graphql-inspector](https://the-guild.dev/graphql/inspector) finds the changes. An id is its own in lower case, after \`graphql-\`:
\`FIELD_REMOVED\` is \`graphql-field-removed\`. Breaking, dangerous and non-breaking are breaking, dangerous and safe, but where we
know better:
`

const asyncapiHead = `## AsyncAPI

Versions 2 and 3.0. Channels, messages and servers have the ids that begin with \`asyncapi-\` in [the list of changes](changes.md);
payloads and headers those of request bodies, where the application receives them, and of response bodies, where it sends them.
In AsyncAPI 2 the verbs are the consumer's: what consumers \`publish\`, the application receives.
`

const protobufHead = `## Protobuf

[buf](https://buf.build/docs/breaking/rules/) compares, with its rules of \`PACKAGE\`, \`WIRE_JSON\` and \`WIRE\`. An id is its own in lower
case, after \`protobuf-\`: \`FIELD_NO_DELETE\` is \`protobuf-field-no-delete\`. What breaks the bytes on the wire, or is gone, is breaking;
what only JSON or generated code notices is dangerous, since a contract does not say who uses them. A field that consumers only send
is dangerous to remove: it is ignored, not refused; any field is to move into a oneof of its own, or out of one:
its bytes stay. Rules that look at one change are told once, with the worst impact.
`

/** The page of the changes that other tools name, as Markdown. */
export function neighboursPage(): string {
  const told = Object.values(ChangeType).filter((type) => silenceFor({ type, meta: {} } as never) === undefined) // a type is all that is asked
  return [
    head,
    graphqlHead,
    table(
      ['where', 'impact', 'because'],
      overrides.map(({ id, impact, because }) => [id, impact, because]),
    ),
    '\nNobody is told of:\n',
    ...silences.map(({ id, because }) => `- ${id}: ${because}`),
    `\nAll ids: ${told.map((type) => `\`${graphqlId(type)}\``).join(', ')}.\n`,
    asyncapiHead,
    protobufHead,
    table(
      ['id', 'impact', 'because'],
      [
        ...topics.flatMap(({ rules, because }) => rules.map(([rule, impact]) => [protobufId(rule), impact, because])),
        ...ownRules,
      ].map(([id = '', impact = '', because = '']) => [`\`${id}\``, impact, because]),
    ),
    '',
  ].join('\n')
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}
