import assert from 'node:assert/strict'
import test from 'node:test'
import { installed } from '#app/handlers/installed.ts'
import { calls, recordedPayload } from './delivered.ts'

const repositories = [{ full_name: 'acme/apis' }, { full_name: 'acme/partners' }]
const looked = ['reconcile acme/apis@7', 'reconcile acme/partners@7']

test('every repository the App was installed on is looked at', async () => {
  assert.deepEqual(await calls(installed, { ...recordedPayload('installation.created'), repositories }), looked)
  const added = { ...recordedPayload('installation_repositories.added'), repositories_added: repositories }
  assert.deepEqual(await calls(installed, added), looked)
})
