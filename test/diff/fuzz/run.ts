/**
 * Fuzzing against oasdiff: `npm run fuzz:diff -- --pairs 50000 --seed 1`. Half of the pairs are random contracts, half are paths of
 * real ones, each with random edits. Prints how many pairs were tried, agreed and disagreed, by class; what no class accounts for is
 * shrunk and shown, and is a failure. `--note docs/compared-with-oasdiff.md` writes the page about it.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { oasdiffBinary as binary } from '../oasdiff-binary.ts'
import { fuzz, type Tally } from './fuzz.ts'
import { nameOf } from './judge.ts'
import { noteOf } from './note.ts'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    show: { type: 'string', default: '10' },
    note: { type: 'string' },
  },
})
if (binary === null) {
  console.error('There is no oasdiff for this machine: nothing was tried.')
  process.exitCode = 2
} else {
  const [pairs, seed] = [Number(values.pairs), Number(values.seed)]
  const progress = (made: number) => {
    if (made % 1000 === 0) console.error(`${made} of ${pairs} pairs`)
  }
  const tally = await fuzz(
    binary,
    { pairs, seed, shrink: Number(values.show), minutes: Number(values.minutes) },
    progress,
  )
  print(tally)
  if (values.note !== undefined) writeFileSync(values.note, noteOf(tally, seed))
  process.exitCode = tally.unexplained.length === 0 ? 0 : 1
}

function print({ tried, agreed, disagreed, unread, byClass, unexplained }: Tally): void {
  const share = (count: number) => `${((100 * count) / tried).toFixed(2)} %`
  console.log(`seed ${values.seed}: ${tried} pairs tried, ${agreed} agreed (${share(agreed)}), ${disagreed} disagreed;`)
  console.log(`${unread} more could not be read by one of the two.`)
  console.log('Disagreements by class (a pair may count in several):')
  for (const [{ id, kind, because }, count] of [...byClass].toSorted(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(7)}  ${kind.padEnd(6)} ${id}: ${because}`)
  console.log(`Unexplained: ${unexplained.length}`)
  for (const { judged, left } of unexplained) {
    console.log(`\n${left.map(nameOf).join(', ')}`)
    console.log(`  ${judged.pair.openapi} ${JSON.stringify(judged.pair.base)}`)
    console.log(`  ${judged.pair.openapi} ${JSON.stringify(judged.pair.revision)}`)
    for (const { level, id, text } of judged.ours) console.log(`    ours   ${level} ${id}: ${text}`)
    for (const { level, id, text } of judged.theirs) console.log(`    theirs ${level} ${id}: ${text}`)
  }
}
