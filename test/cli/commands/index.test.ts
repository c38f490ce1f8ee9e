import assert from 'node:assert/strict'
import test from 'node:test'
import { commands } from '#cli/commands/index.ts'

// The list must not load the commands, so it says again what each says of itself.
test('the list of commands has the name and the summary that each command gives itself', async () => {
  const own = await Promise.all(commands.map(async ({ load }) => await load()))
  assert.deepEqual(
    commands.map(({ id, summary }) => ({ id, summary })),
    own.map(({ id, summary }) => ({ id, summary })),
  )
})
