import assert from 'node:assert/strict'
import test from 'node:test'
import { teamKind } from '#catalog/kinds/team.ts'
import { readAs } from './reading.ts'

test('a team, named by its path', () => {
  assert.deepEqual(readAs(teamKind, { team: 'web-team' }, 'title: Web team\nforge: acme/web\n'), {
    value: { file: 'file.yaml', id: 'web-team', title: 'Web team', forge: 'acme/web', contact: null },
    faults: [],
  })
})

test('a team without its team on the forge could approve nothing', () => {
  assert.deepEqual(readAs(teamKind, { team: 'web-team' }, 'title: " "\nforge: web\ncontact:\n').faults, [
    '/title: ` ` is not text that says something',
    '/forge: `web` is not a team on the forge',
    '/contact: `contact` has no value',
  ])
  assert.deepEqual(readAs(teamKind, { team: 'web-team' }, '[]').faults, [
    ': The file is a list where a map of keys belongs',
  ])
})
