import assert from 'node:assert/strict'
import test from 'node:test'
import { scratchRepository } from '../../git/scratch.ts'
import { openapiCompany, paymentsContract } from '../../review/openapi-company.ts'
import { run } from '../run.ts'

const contract = 'apis/payments/v2/openapi.yaml'

test('release --dry-run prints the plan of each merge, one upon the other, and changes nothing', async (t) => {
  const { dir, git, commit } = scratchRepository(t)
  const before = commit({ 'README.md': 'A catalog is to come.\n' })
  const first = commit(openapiCompany)
  const second = commit({ [contract]: paymentsContract('2.4.0', 'id', 'amount', 'currency') })
  const { code, stdout, stderr } = await run(dir, 'release', '--base', before, '--dry-run')
  assert.deepEqual(
    { code, stderr, stdout: stdout.replace(/sha256:\w+/g, 'sha256:…') },
    {
      code: 0,
      stderr: '',
      stdout: `Release of ${first.slice(0, 12)}

Tag and release
  payments@2.3.0  first release

Deploy
  deploy/dev  #1  sha256:…

Release of ${second.slice(0, 12)}

Tag and release
  payments@2.4.0  minor since 2.3.0, 1 change

Deploy
  deploy/dev  #2  sha256:…
`,
    },
  )
  assert.equal(git('tag'), '')
})

test('release without --dry-run answers 2: carrying it out is the work of the App', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit(openapiCompany)
  const { code, stderr } = await run(dir, 'release')
  assert.equal(code, 2)
  assert.match(stderr, /Add `--dry-run` to see the plan/)
})
