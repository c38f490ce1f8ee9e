import { classes } from './classes.ts'
import type { DisagreementClass } from './disagreement-class.ts'
import type { Tally } from './fuzz.ts'
import type { Half } from './pair.ts'

const kinds: Readonly<Record<DisagreementClass['kind'], string>> = {
  theirs: 'What they overlook or misread',
  ours: 'Where we judge more finely',
  newer: 'What later versions of theirs say, too',
}

/** The page about what a run showed: how many pairs disagreed, and each class with its smallest example. */
export function noteOf({ tried, agreed, disagreed, unread, byClass, unexplained }: Tally, seed: number): string {
  const share = (count: number) => `${((100 * count) / tried).toFixed(1)} %`
  const chapters = Object.entries(kinds).map(([kind, title]) => {
    const members = classes.filter((one) => one.kind === kind)
    const ordered = members.toSorted((a, b) => (byClass.get(b) ?? 0) - (byClass.get(a) ?? 0))
    return `## ${title}\n\n${ordered.map((one) => chapterOf(one, byClass.get(one) ?? 0)).join('\n')}`
  })
  return `# Compared with oasdiff

\`npm run fuzz:diff -- --pairs ${tried + unread} --seed ${seed}\` wrote this page: random contracts of OpenAPI 3.0 and 3.1, and paths cut out of real
ones, each edited at random one to three times, were given to apigov and to oasdiff 1.15, the newest version that npm has. They were held
against each other by id, operation and level, as often as each is said.

Of ${tried} pairs that both could read ${agreed} agreed (${share(agreed)}) and ${disagreed} disagreed (${share(disagreed)}). Bugs of ours that showed are fixed and
kept as tests in \`test/diff/found-by-fuzzing.test.ts\`. What is left fell as follows; a pair may count in several classes.
${unexplained.length} pairs fell in none. Each example is a test: a class that has nothing left to account for fails.

In the examples \`-\` is what only they say and \`+\` what only we say; ERR is breaking, WARN dangerous and INFO safe.

${chapters.join('\n')}`
}

function chapterOf({ id, because, example, differences }: DisagreementClass, count: number): string {
  return `### ${id}

${count} pairs. ${because}

\`\`\`
before: ${said(example.base)}
after:  ${said(example.revision)}
${differences.join('\n')}
\`\`\`
`
}

/** The path item as it is written, and the components where there are any. */
function said({ pathItem, components }: Half): string {
  const schemas = components['schemas'] ?? {}
  return JSON.stringify(Object.keys(schemas).length === 0 ? pathItem : { ...pathItem, schemas })
}
