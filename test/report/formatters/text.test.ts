import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

test('text: findings stand in the order of the files, and neither a terminal nor a runner obeys what a contract says', () => {
  assert.equal(
    formatFindings(findings, 'text'),
    `error  catalog-missing
  There is no \`apigov.yaml\`

error  apis/pet, shop/a:b.yaml:12:3  path-trailing-slash
  Remove the trailing slash: \`/pets/\`, 100%
  Write \`/pets\`.

warning (known)  b.yaml:1:1  operation-tag
  Tag \`<b>"\\u{1b}[31m@all\` is unknown

info  b.yaml:2:1  info-contact
  Say whom to ask \\::error::forged

2 errors, 1 for information, 1 known.
`,
  )
})

test('text: a change names its operation, what to do, and whom else it reaches', () => {
  assert.equal(
    formatDiff(diff, { base: 'a.yaml', revision: 'b.yaml' }, 'text'),
    `BREAKING  GET /pets
  The response no longer has the required property \`name\`
  Keep \`name\`, or bring the change in a new major version.
  Also reaches POST /pets.
  a.yaml:12:9 response-required-property-removed

safe  POST /pets
  The operation is new
  Nothing to do.
  b.yaml:20:5 endpoint-added

1 breaking, 1 safe: a major version.
`,
  )
})

test('text: long sentences are wrapped at 80 columns', () => {
  const message = 'word '.repeat(40).trim()
  const [, first, second] = formatFindings(
    [{ rule: 'r', severity: 'info', message, place: null, fingerprint: 'fp1:1' }],
    'text',
  ).split('\n')
  assert.deepEqual(
    [first, second],
    [`  ${'word '.repeat(15)}word`.slice(0, 76), `  ${'word '.repeat(15).trim()}`].map((line) => line.trimEnd()),
  )
})

test('text: nothing found is said', () => {
  assert.equal(formatFindings([], 'text'), 'No findings.\n')
  assert.equal(
    formatDiff({ changes: [], breaking: false, bump: 'none' }, { base: 'a', revision: 'b' }, 'text'),
    'No changes.\n',
  )
})
