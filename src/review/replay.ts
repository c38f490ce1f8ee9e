import { createHash } from 'node:crypto'
import type { Circumstances } from '../policy/circumstances.ts'
import type { Review } from './review.ts'
import { reviewJson } from './verdict.ts'

/** Less than a forge's check holds (65,535 characters), so that what is shown is whole. */
const maxCircumstances = 60_000

/**
 * Markdown with all that it takes to reach a verdict again: the commits, the circumstances, and the SHA-256 of what the command
 * line then prints. It is kept with the check, so that it lives as long as the verdict does.
 */
export function replayText(review: Review, circumstances: Circumstances): string {
  const json = JSON.stringify(circumstances)
  const file = json.length <= maxCircumstances ? json : null
  const digest = createHash('sha256').update(reviewJson(review)).digest('hex')
  return [
    '### Reach this verdict again',
    `In a clone that has both commits, this prints what has the SHA-256 \`${digest}\`:`,
    `\`\`\`sh\napigov review --base ${review.base} --head ${review.head} --circumstances circumstances.json --format json\n\`\`\``,
    file === null
      ? 'What it took from outside the two commits is too long to be shown here.'
      : `\`circumstances.json\` is all that it took from outside the two commits:\n\n\`\`\`json\n${file}\n\`\`\``,
  ].join('\n\n')
}

/**
 * What of the circumstances a verdict may depend on: the teams' members who reviewed, the releases of the contracts that changed.
 * Who else is in a team is nobody's business, and would not change anything.
 */
export function circumstancesOf(review: Review, circumstances: Circumstances): Circumstances {
  const reviewers = new Set(circumstances.reviews.map(({ reviewer }) => reviewer.toLowerCase()))
  const changed = new Set(review.contracts.map(({ api, version }) => `${api}/${version}`))
  const { members, released } = circumstances
  return {
    ...circumstances,
    members: Object.fromEntries(
      Object.entries(members).map(([team, logins]) => [team, logins.filter((one) => reviewers.has(one.toLowerCase()))]),
    ),
    released: Object.fromEntries(Object.entries(released).filter(([version]) => changed.has(version))),
  }
}
