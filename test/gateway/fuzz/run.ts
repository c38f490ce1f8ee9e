/** `npm run fuzz:gateway -- --requests 1000000 --seed 1`: the fuzzer of the tests for as long as a night allows. */
import { parseArgs } from 'node:util'
import { play } from './play.ts'

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})
const { faults, ...tally } = await play(Number(values.requests), Number(values.seed), console.log)
console.log(tally)
for (const fault of faults) console.error(fault)
process.exitCode = faults.length === 0 ? 0 : 1
