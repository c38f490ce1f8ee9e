import assert from 'node:assert/strict'
import test from 'node:test'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

test('without its settings the App does not start, and the command says which is missing', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'app')
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /^error: The App cannot start without `APP_ID`\n {2}Set the environment variable `APP_ID`/)
})
