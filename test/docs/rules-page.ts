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
`

/** The page of all house rules, chapter by chapter, as Markdown. */
export function rulesPage(): string {
  const chapters = groups.map((group) => {
    const entries = rules.filter((rule) => rule.group === group).map(entry)
    return `## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n${entries.join('\n')}`
  })
  return `${head}\n${chapters.join('\n')}`
}

function entry({ id, summary, source, severity, isRecommended, example }: Rule): string {
  const standing = [severity, ...(isRecommended ? ['recommended'] : [])].join(', ')
  return `### ${id}

${summary} _${standing}_ · ${source}

${yaml('bad', example.bad)}

${yaml('good', example.good)}
`
}

function yaml(title: string, text: string): string {
  return `\`\`\`yaml\n# ${title}\n${text}\n\`\`\``
}
