import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { startAppStage } from '../app/app-stage.ts'
import { run } from '../cli/run.ts'
import { gitEnv, scratchFolder } from '../git/scratch.ts'
import { actionOn } from '../review/action.ts'
import { petsContract, smallCatalog } from '../workflow/catalogs.ts'

test('the App, the command line and the Action reach the same verdict, byte for byte', async (t) => {
  const { write, open, as, where, quiet, checks, sandbox } = await startAppStage(t, smallCatalog)
  const head = await write('ada', 'topic', { 'apis/pets/v1/openapi.yaml': petsContract('1.1.0', ['/pets']) })
  const pull = { ...where, pull_number: await open('ada', 'topic') }
  await quiet()
  const opinions = { bea: 'APPROVE', carl: 'REQUEST_CHANGES' } as const
  for (const [login, event] of Object.entries(opinions))
    await as(login).request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...pull,
      event,
      body: 'I looked at it.',
    })
  await quiet()
  assert.equal((await checks(head))['apigov / compatibility'], 'failure')

  // What the App told: the comment, and with a check how to reach its verdict again.
  const comments = await as('ada').request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...where,
    issue_number: pull.pull_number,
  })
  const runs = await as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...where,
    ref: head,
    check_name: 'apigov / policy',
  })
  const text = String(runs.data.check_runs[0]?.output.text)
  const [, digest] = /SHA-256 `(\w+)`/.exec(text) ?? []
  const [, command] = /```sh\napigov (.+)\n```/.exec(text) ?? []
  const [, recorded] = /```json\n(.+)\n```/.exec(text) ?? []
  const circumstances = JSON.parse(String(recorded))
  assert.deepEqual(circumstances, {
    format: 1,
    now: circumstances.now,
    author: 'ada',
    reviews: [
      { reviewer: 'bea', state: 'approved', commit: head },
      { reviewer: 'carl', state: 'changes-requested', commit: head },
    ],
    members: { 'acme/pets': ['bea'] },
    released: { 'pets/v1': ['1.0.0'] },
  })

  const scratch = scratchFolder(t)
  const clone = join(scratch, 'clone')
  await promisify(execFile)('git', ['clone', '--quiet', `${sandbox.url}/acme/apis.git`, clone], { env: gitEnv })
  const file = join(clone, 'circumstances.json')
  writeFileSync(file, String(recorded))
  const replay = String(command).split(' ')
  const printed = await run(clone, ...replay)
  assert.deepEqual([printed.code, printed.stderr], [1, ''])
  assert.equal(createHash('sha256').update(printed.stdout).digest('hex'), digest)
  const [base = ''] = replay.slice(replay.indexOf('--base') + 1)
  actionOn('pull_request', clone, scratch, base, head, file)
  assert.equal(readFileSync(join(scratch, 'apigov-review.json'), 'utf8'), printed.stdout)

  const shown = await run(clone, ...replay.slice(0, -1), 'markdown')
  // On the forge places are links; on a terminal there is nowhere to lead to.
  assert.equal(comments.data[0]?.body?.replace(/\[(`[^`]+`)\]\(http[^)]+\)/g, '$1'), shown.stdout)
})
