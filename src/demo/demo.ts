/**
 * `npm run demo`: starts everything on this machine, plays the loop, and stays up so that a person can look around. `--exit` ends by
 * itself, with 0 only if every step held and no request failed.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../base/errors.ts'
import { Narrator } from './steps.ts'
import { playStory } from './story.ts'
import { World } from './world.ts'

const narrator = new Narrator(process.stdout)
const stayUp = !process.argv.includes('--exit')
const world = new World(mkdtempSync(join(tmpdir(), 'apigov-demo-')))
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
})

narrator.say('apigov: from a pull request to a served request')
narrator.say(`files and logs: ${world.dir}`)
const started = performance.now()
try {
  const ended = await Promise.race([playStory(world, narrator), interrupted])
  if (ended) {
    const seconds = ((performance.now() - started) / 1000).toFixed(0)
    if (stayUp) {
      narrator.say('\nEverything is still running. Look around; Ctrl-C ends it.')
      await interrupted
    }
    if (ended.firstFailure !== null) narrator.say(`\nfirst failed request: ${ended.firstFailure}`)
    narrator.say(`\n${seconds} s, ${ended.sent} requests sent through the gateway, ${ended.failed} failed.`)
    process.exitCode = ended.failed === 0 ? 0 : 1
  }
} catch (thrown) {
  narrator.say(`\n${messageOf(thrown)}`)
  if (thrown instanceof Error && thrown.cause !== undefined) narrator.say(`  because: ${messageOf(thrown.cause)}`)
  narrator.say(`The logs are in ${join(world.dir, 'logs')}.`)
  process.exitCode = 1
} finally {
  await world.close()
}
