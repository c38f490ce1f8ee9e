import assert from 'node:assert/strict'
import test from 'node:test'
import { hashOf, isApiKey, prefixOf } from '#snapshot/api-key.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

test('key prints the key alone, and beside it the lines for the catalog', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'key', '--id', 'web', '--expires', '2027-06-30')
  assert.equal(code, 0)
  const key = stdout.trim()
  assert(isApiKey(key))
  assert.equal(
    stderr,
    `The key is shown this once; only its holder keeps it.
For \`credentials\` of the consumer’s file, below the environment:
      - kind: "api-key"
        id: "web"
        prefix: "${prefixOf(key)}"
        hash: "${hashOf(key)}"
        expires: "2027-06-30"
`,
  )
})

test('key as JSON holds the key and the credential', async (t) => {
  const { stdout, stderr } = await run(scratchFolder(t), 'key', '--format', 'json')
  const { format, key, credential } = JSON.parse(stdout)
  assert.deepEqual([format, stderr, credential.prefix, credential.hash], [1, '', prefixOf(key), hashOf(key)])
  assert.match(credential.expires, /^\d{4}-\d\d-\d\d$/)
})

test('key answers 2 to a day that is none', async (t) => {
  const { code, stdout, stderr } = await run(scratchFolder(t), 'key', '--expires', '2027-02-30')
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /^error: `--expires` cannot be `2027-02-30`\n {2}Give a date such as `2027-06-30`\./)
})
