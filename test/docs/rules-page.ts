import { groups, type Rule } from '#lint/rule.ts'
import { rules } from '#lint/rules/index.ts'

const head = `# Rules

The house rules of \`apigov lint\`, generated from the rules themselves (\`npm run docs\`); every example here is run as a test.

A ruleset is Spectral's, and takes them by name: \`apigov:standards\` is all of them, \`apigov:standards/security\` one chapter,
\`apigov:recommended\` those marked so, which also hold where a catalog has no ruleset of its own. Each severity can be set.

\`\`\`yaml
extends: ["spectral:oas", "apigov:standards/resources", "apigov:standards/security"]
rules:
  path-not-kebab-case: error
  server-url-not-https: off
\`\`\`

To begin with one chapter, before a catalog has a ruleset:

\`\`\`sh
echo 'extends: ["apigov:standards/security"]' > security.yaml
apigov lint openapi.yaml --ruleset security.yaml
\`\`\`
`

/** The page of all house rules, chapter by chapter, as Markdown. */
export function rulesPage(): string {
  const chapters = groups.map((group) => {
    const entries = rules.filter((rule) => rule.group === group).map(entry)
    return `## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n${entries.join('\n')}`
  })
  return `${head}\n${chapters.join('\n')}`
}

function entry({ id, kinds, summary, source, severity, isRecommended, fixes, example }: Rule): string {
  const standing = [severity, ...(isRecommended ? ['recommended'] : [])].join(', ')
  const [language, comment] = languages[kinds[0]]
  const block = (title: string, text: string) => `\`\`\`${language}\n${comment} ${title}\n${text}\n\`\`\``
  return `### ${id}

${summary} _${standing}_ · ${kinds.map((kind) => names[kind]).join(', ')} · ${source}

Fix: ${fixes === undefined ? 'none.' : `yes. ${fixes}`}

${block('bad', example.bad)}

${block('good', example.good)}
`
}

const names = {
  openapi: 'OpenAPI',
  asyncapi: 'AsyncAPI',
  graphql: 'GraphQL',
  protobuf: 'Protobuf',
  arazzo: 'Arazzo',
} as const

/** Of the examples: as Markdown calls it, and what begins a comment in it. */
const languages = {
  openapi: ['yaml', '#'],
  asyncapi: ['yaml', '#'],
  graphql: ['graphql', '#'],
  protobuf: ['protobuf', '//'],
  arazzo: ['yaml', '#'],
} as const
