import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

const cases: Readonly<Record<string, { settings: string | null; code: number; stdout: string; stderr: RegExp }>> = {
  'has nothing to do where the format is the newest': {
    settings: 'format: 1\n',
    code: 0,
    stdout: 'apigov.yaml: format 1 is the newest, nothing to do\n',
    stderr: /^$/,
  },
  'does not guess at a format it does not know': {
    settings: 'format: 2\n',
    code: 2,
    stdout: '',
    stderr: /^error: `apigov\.yaml` is written in format 2, and this apigov knows format 1 only\n/,
  },
  'asks for a readable file first': {
    settings: 'format: [',
    code: 2,
    stdout: '',
    stderr:
      /^error: `apigov\.yaml` does not say which format it is written in: The file ends in the middle of a value\n/,
  },
  'needs a catalog': { settings: null, code: 2, stdout: '', stderr: /^error: There is no catalog in/ },
}

for (const [name, { settings, code, stdout, stderr }] of Object.entries(cases))
  test(`migrate ${name}`, async (t) => {
    const cwd = scratchFolder(t)
    if (settings !== null) writeFileSync(join(cwd, 'apigov.yaml'), settings)
    const result = await run(cwd, 'migrate')
    assert.deepEqual({ code: result.code, stdout: result.stdout }, { code, stdout })
    assert.match(result.stderr, stderr)
  })
