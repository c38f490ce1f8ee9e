/**
 * Holds two checkouts to the same answers: `node test/bench/same-answers.ts <other checkout>` compares every pair of contracts there
 * is (the corpus, Stripe's description, GitHub's editions), forwards and backwards, with the sources of both, and names the pairs
 * whose answers differ in a byte. An optimisation that changes one has not made anything faster.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { realPairs } from '../diff/real-pairs.ts'

const here = resolve(import.meta.dirname, '../..')
const [other = here] = process.argv.slice(2)
const answers = [await answerOf(here), await answerOf(resolve(other))] as const
const names = { catalog: '', api: '', version: '' }
let different = 0
let count = 0
for (const { name, base, revision } of realPairs())
  for (const [way, from, to] of [
    [name, base, revision],
    [`${name}, backwards`, revision, base],
  ] as const) {
    count++
    const [own, others] = answers.map((answer) => answer(from, to))
    if (own === others) continue
    different++
    console.log(`different: ${way}`)
  }
console.log(`${count} comparisons, ${different} different`)
process.exitCode = different === 0 ? 0 : 1

/** What a checkout's sources answer, as one text. */
async function answerOf(checkout: string): Promise<(base: string, revision: string) => string> {
  const source = (path: string) => import(pathToFileURL(join(checkout, 'src', path)).href)
  const { readContract } = (await source('contract/read.ts')) as typeof import('#contract/read.ts')
  const { diff } = (await source('diff/diff.ts')) as typeof import('#diff/diff.ts')
  const read = (path: string) => {
    const bytes = readFileSync(path)
    const blob = createHash('sha1').update(bytes).digest('hex')
    const files = new Map([['openapi.yaml', { blob, bytes }]])
    return readContract({ entry: 'openapi.yaml', files, refused: new Map(), identity: names })
  }
  return (base, revision) => {
    const [before, after] = [read(base), read(revision)]
    if (before.contract === null || after.contract === null) return JSON.stringify([before.findings, after.findings])
    return JSON.stringify(
      diff(before.contract, after.contract, {
        deprecationDaysBeta: 31,
        deprecationDaysStable: 180,
        today: '2026-11-20',
      }),
    )
  }
}
