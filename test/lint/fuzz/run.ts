/**
 * Fuzzing against Spectral: `npm run fuzz:lint -- --mutants 2000 --seed 1`. Contracts that are wrong in many places, and paths of real
 * ones, each with random edits and written in a random notation, are judged by all rules of their language, here and in Spectral.
 * What no class of `classes.ts` accounts for is shrunk and shown, and is a failure.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    show: { type: 'string', default: '5' },
  },
})
const { compared, findings, unread, byClass, unexplained } = await fuzz(
  {
    mutants: Number(values.mutants),
    seed: Number(values.seed),
    minutes: Number(values.minutes),
    shrink: Number(values.show),
  },
  (made) => {
    if (made % 100 === 0) console.error(`${made} of ${values.mutants} contracts`)
  },
)
console.log(`seed ${values.seed}: ${compared} contracts compared, ${findings} findings of Spectral's`)
console.log('No contracts, by the rule that says so:')
for (const [rule, count] of unread) console.log(`${String(count).padStart(7)}  ${rule}`)
console.log('Known differences:')
for (const [{ id, because }, count] of byClass) console.log(`${String(count).padStart(7)}  ${id}: ${because}`)
console.log(`Unexplained: ${unexplained.length}`)
for (const { seed, ways, left, texts } of unexplained) {
  console.log(`\nseed ${seed} (${ways.join(', ')})`)
  for (const { kind, at, says } of left) console.log(`  ${kind} ${at} ${says.join(' · ')}`)
  for (const [path, text] of Object.entries(texts)) if (text.length < 2000) console.log(`=== ${path}\n${text}`)
}
process.exitCode = unexplained.length === 0 ? 0 : 1
