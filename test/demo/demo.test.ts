import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'

test('npm run demo -- --exit: every step of the loop holds, and no request through the gateway fails', () => {
  const root = new URL('../..', import.meta.url)
  const played = spawnSync(process.execPath, ['src/demo/demo.ts', '--exit'], { cwd: root, encoding: 'utf8' })
  assert.equal(played.status, 0, played.stdout + played.stderr)
  assert.equal(played.stderr, '')
  const steps = played.stdout.split('\n').filter((line) => /^ {2}[✓✗]/.test(line))
  assert.ok(steps.length > 0 && steps.every((line) => line.includes('✓')), played.stdout)
  const [, sent] = /\n\d+ s, (\d+) requests sent through the gateway, 0 failed\.\n$/.exec(played.stdout) ?? []
  assert.ok(Number(sent) > 100, played.stdout)
})
