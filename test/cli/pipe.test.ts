import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { promisify } from 'node:util'

const root = new URL('../..', import.meta.url)

// `apigov schema api | head -1` once ended in a stack trace: the reader had gone, and nobody listened for that.
test('a reader that goes away early ends the command without a word', async () => {
  const command = `"${process.execPath}" src/cli/apigov.mts schema | (exec <&-; sleep 0.5); echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: root })
  assert.deepEqual({ stdout, stderr }, { stdout: '0\n', stderr: '' })
})
