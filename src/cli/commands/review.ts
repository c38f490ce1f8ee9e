import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineError, messageOf } from '../../base/errors.ts'
import { bareCircumstances, type Circumstances, circumstancesShape } from '../../policy/circumstances.ts'
import { anyAddresses } from '../../process/web-addresses.ts'
import { formats as findingFormats, formatFindings } from '../../report/report.ts'
import { addressedRulesets } from '../../review/addressed-rulesets.ts'
import { reviewComment } from '../../review/comment.ts'
import { reviewQuestion } from '../../review/question.ts'
import type { Review } from '../../review/review.ts'
import { releasedIn } from '../../review/tags.ts'
import { reviewText } from '../../review/text.ts'
import { reviewJson, review as verdictOn } from '../../review/verdict.ts'
import { catalogsOf, commitOf, defaultBase, withCheckout } from '../checkout.ts'
import { defineCommand } from '../command.ts'
import { ruleTexts } from '../rule-texts.ts'

/** The verdict's own faces; every other format of `report/` shows its findings. */
const formats: Readonly<Record<string, (review: Review) => string | Promise<string>>> = {
  ...Object.fromEntries(
    findingFormats.map((format) => [
      format,
      async ({ checks }: Review) =>
        formatFindings(
          checks.flatMap(({ findings }) => findings),
          format,
          await ruleTexts(format),
        ),
    ]),
  ),
  text: reviewText,
  json: reviewJson,
  markdown: (review) => reviewComment(review),
}

export const review = defineCommand({
  id: 'review',
  summary: 'Judge a proposal: what the App would say if this commit were proposed.',
  options: [
    { flags: '--base <revision>', summary: 'What it would be merged into; default: origin/HEAD, else main.' },
    { flags: '--head <revision>', summary: 'What is proposed.', default: 'HEAD' },
    { flags: '--circumstances <file>', summary: 'Reviews, team members and the time, as JSON; default: only now.' },
    { flags: '--format <format>', summary: 'How it is shown.', default: 'text', choices: Object.keys(formats) },
  ],
  examples: ['apigov review', 'apigov review --base origin/main --head my-branch --format json'],
  async run({ options }, io) {
    const { base, head, circumstances: file, format } = options
    const recorded = typeof file === 'string' ? await readCircumstances(resolve(io.cwd, file)) : null
    const verdict = await withCheckout(io, async ({ repository, judge }) => {
      const baseCommit = typeof base === 'string' ? await commitOf(repository, base) : await defaultBase(repository)
      const headCommit = await commitOf(repository, String(head))
      const question = await reviewQuestion(repository, baseCommit, headCommit)
      if (!question) throw proposalConflicts(headCommit, baseCommit)
      const released = releasedIn((await repository.tags()).keys(), await catalogsOf(question.head))
      const known = async () => ({ released, ...(await addressedRulesets(question.base, anyAddresses)) })
      return verdictOn({ ...question, circumstances: recorded ?? unknownBut(await known()) }, judge)
    })
    io.stdout.write(await (formats[String(format)] ?? reviewText)(verdict))
    return verdict.conclusion === 'success' ? 0 : 1
  },
})

/** Before there is a proposal nobody has agreed to anything; tags and rulesets are known all the same. */
function unknownBut(known: Pick<Circumstances, 'released' | 'rulesets'>): Circumstances {
  return { ...bareCircumstances(new Date().toISOString()), ...known }
}

async function readCircumstances(path: string): Promise<Circumstances> {
  try {
    const read = circumstancesShape.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw new TypeError(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
  } catch (thrown) {
    throw circumstancesUnreadable(path, messageOf(thrown), thrown)
  }
}

const proposalConflicts = defineError(
  'APIGOV_PROPOSAL_CONFLICTS',
  (head: string, base: string) =>
    `\`${head.slice(0, 12)}\` cannot be merged into \`${base.slice(0, 12)}\`: they conflict`,
  () => 'Merge the base into it, resolve the conflicts, and ask again.',
)

const circumstancesUnreadable = defineError(
  'APIGOV_CIRCUMSTANCES_UNREADABLE',
  (path: string, reason: string) => `The circumstances in \`${path}\` cannot be read: ${reason}`,
  () => 'Give a JSON file with `format: 1`, `now`, `author`, `reviews`, `members` and `released`.',
)
