import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { run } from '../cli/run.ts'
import { scratchFolder, scratchRepository } from '../git/scratch.ts'
import { actionOn } from './action.ts'
import { openapiCompany, paymentsContract } from './openapi-company.ts'

test('the command line and the Action give the same verdict, byte for byte', async (t) => {
  const { dir, git, commit } = scratchRepository(t)
  const base = commit(openapiCompany)
  git('checkout', '--quiet', '-b', 'proposal')
  const head = commit({ 'apis/payments/v2/openapi.yaml': paymentsContract('2.3.0', 'id') })
  const scratch = scratchFolder(t)
  const circumstances = join(scratch, 'circumstances.json')
  const nobody = { format: 1, now: '2026-11-20T12:00:00Z', author: 'ann', reviews: [], members: {}, released: {} }
  writeFileSync(circumstances, JSON.stringify(nobody))

  const cli = await run(dir, 'review', '--base', base, '--circumstances', circumstances, '--format', 'json')
  const done = actionOn('pull_request', dir, scratch, base, head, circumstances)
  assert.equal(readFileSync(join(scratch, 'apigov-review.json'), 'utf8'), cli.stdout)
  assert.deepEqual([cli.code, done.code], [1, 1])
  assert.equal(done.output, `verdict=${join(scratch, 'apigov-review.json')}\nconclusion=failure\n`)
  assert.match(done.stdout, /^::error file=apis\/payments\/api\.yaml,line=7/)
  assert.match(done.summary, new RegExp(`https://github.com/acme/catalog/blob/${head}/apis/payments/api.yaml#L7`))
})

test('the Action refuses to run on `pull_request_target`, where a proposal would meet a token that may write', (t) => {
  const { dir, commit } = scratchRepository(t)
  const base = commit(openapiCompany)
  const { code, stdout } = actionOn('pull_request_target', dir, scratchFolder(t), base, base, '')
  assert.deepEqual(
    { code, stdout },
    {
      code: 2,
      stdout: '::error::apigov review runs on `pull_request` only, and never on `pull_request_target`\n',
    },
  )
})
