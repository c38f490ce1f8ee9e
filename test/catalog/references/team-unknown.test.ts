import assert from 'node:assert/strict'
import test from 'node:test'
import { findings } from '../company.ts'

test('owners and the board are teams', async () => {
  assert.deepEqual(
    await findings({
      'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev, prod]\nreview: { board: board }\n',
      'consumers/web-shop.yaml': 'title: Web shop\nowner: payments-taem\n',
    }),
    [
      'apigov.yaml:4:11 team-unknown: Team `board` does not exist',
      'consumers/web-shop.yaml:2:1 team-unknown: Team `payments-taem` does not exist: did you mean `payments-team`?',
    ],
  )
})

test('a team whose file is broken exists', async () => {
  assert.deepEqual(await findings({ 'teams/payments-team.yaml': 'title: T\nforge: acme\n' }), [
    'teams/payments-team.yaml:2:1 catalog-shape: `acme` is not a team on the forge',
  ])
})
