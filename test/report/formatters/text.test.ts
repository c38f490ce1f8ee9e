import assert from 'node:assert/strict'
import test from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import type { Diff } from '#diff/change.ts'
import type { Compared } from '#report/formatter.ts'
import { terminalPaint } from '#report/paint.ts'
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

const compared = { base: 'a.yaml', revision: 'b.yaml' }
const shown = (what: Diff, more: Partial<Compared> = {}) =>
  [...formatDiff(what, { ...compared, ...more }, 'text')].join('')

test('text: changes stand under their operation, with what to do and whom else they reach', () => {
  assert.equal(
    shown(diff),
    `GET /pets
  BREAKING The response no longer has the required property \`name\`
    - a.yaml:12:9
    Keep \`name\`, or bring the change in a new major version.
    Also reaches POST /pets.
    response-required-property-removed

POST /pets
  safe The operation is new
    + b.yaml:20:5
    endpoint-added

1 breaking, 1 safe: a major version.
`,
  )
})

test('text: with --expand every operation has its line', () => {
  assert.match(shown(diff, { expand: true }), /major version\.\n {4}also POST \/pets\n {4}response-required/)
})

test('text: the changed lines of both files are shown, cut around the place, and what a terminal would obey is not', () => {
  const [change] = diff.changes
  assert.ok(change)
  const place = { file: 'a.yaml', line: 12, column: 9 }
  const both = { ...change, affects: [], base: place, revision: { file: 'b.yaml', line: 3, column: 203 } }
  const lines: Readonly<Record<string, string>> = {
    'a.yaml': '        name: \u001b[31m string',
    'b.yaml': `  ${'x'.repeat(200)}name: integer, ${'y'.repeat(200)}`,
  }
  const line: Compared['line'] = (_side, { file }) => lines[file] ?? null
  assert.deepEqual(
    shown({ ...diff, changes: [both] }, { line })
      .split('\n')
      .slice(2, 4),
    ['    - name: \\u{1b}[31m string  a.yaml:12:9', `    + …xxxxxxxxname: integer, ${'y'.repeat(35)}…  b.yaml:3:203`],
  )
  const same = { ...both, revision: { ...place, file: 'c.yaml' } }
  const equal: Compared['line'] = () => '  required: [name]'
  assert.equal(
    shown({ ...diff, changes: [same] }, { line: equal }).split('\n')[2],
    '      required: [name]  c.yaml:12:9',
  )
})

test('text: colours say nothing that the words do not', () => {
  const painted = shown(diff, { paint: terminalPaint })
  assert.ok(painted.includes('\u001b[31m\u001b[1mBREAKING'))
  assert.equal(stripVTControlCharacters(painted), shown(diff))
})

test('text: a version that does not say what the changes are comes with the line as it should be', () => {
  const finding = {
    rule: 'api-version-not-bumped',
    severity: 'info',
    message: 'The meaning changes under `1.0.0`',
    place: { file: 'b.yaml', line: 2, column: 3 },
    fingerprint: 'fp1:7',
    help: 'Set it to `2.0.0`.',
  } as const
  const version = { base: '1.0.0', revision: '1.0.0', wanted: '2.0.0', honoured: false, finding }
  assert.match(
    shown(diff, { version, line: () => '  version: "1.0.0"' }),
    /a major version\.\nThe meaning changes under `1\.0\.0`\. Set it to `2\.0\.0`\.\n {4}- version: "1\.0\.0" {2}b\.yaml:2:3\n {4}\+ version: "2\.0\.0" {2}b\.yaml:2:3\n$/,
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
  assert.equal(shown({ changes: [], breaking: false, bump: 'none' }), 'No changes.\n')
})
