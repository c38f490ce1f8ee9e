import assert from 'node:assert/strict'
import test from 'node:test'
import { changelog, type Release } from '#changelog/changelog.ts'
import { compileTemplate } from '#changelog/template.ts'
import type { Change } from '#diff/change.ts'

const get = { kind: 'operation', method: 'GET', path: '/pets' } as const
const post = { kind: 'operation', method: 'POST', path: '/pets' } as const
const change = (details: Partial<Change>): Change => ({
  rule: 'endpoint-added',
  impact: 'safe',
  direction: 'none',
  message: 'The operation is new',
  help: 'Nothing to do.',
  fingerprint: 'fp1:0',
  subject: get,
  affects: [get],
  base: null,
  revision: null,
  nearest: null,
  ...details,
})
const release = (...changes: Change[]): Release => ({
  title: 'Pets',
  semver: '2.0.0',
  previous: '1.4.1',
  date: '2026-11-20',
  diff: { changes, breaking: true, bump: 'major' },
})

test('changelog: what breaks comes first and says what to do, the rest by kind', () => {
  assert.equal(
    changelog(
      release(
        change({ rule: 'endpoint-deprecated', message: 'The operation is deprecated' }),
        change({}),
        change({ rule: 'api-tag-removed', message: 'The operation no longer has the tag `old`' }),
        change({ impact: 'dangerous', message: '`a` has a new value', help: 'Tell them.' }),
        change({
          impact: 'breaking',
          message: '`name` was removed',
          help: 'Read `title` instead.',
          affects: [get, post],
        }),
      ),
    ),
    `## 2.0.0 (2026-11-20)

### Breaking

- \`GET /pets\`: \`name\` was removed.
  Read \`title\` instead. Also \`POST /pets\`.

### May break

- \`GET /pets\`: \`a\` has a new value.
  Tell them.

### Added

- \`GET /pets\`: The operation is new

### Changed

- \`GET /pets\`: The operation no longer has the tag \`old\`

### Deprecated

- \`GET /pets\`: The operation is deprecated
`,
  )
})

test('changelog: a first release and one without changes say so', () => {
  assert.equal(changelog({ ...release(), previous: null, date: null }), '## 2.0.0\n\nThe first release of Pets.\n')
  assert.equal(changelog(release()), '## 2.0.0 (2026-11-20)\n\nNothing changed for consumers since `1.4.1`.\n')
})

test('changelog: nothing of a contract becomes markup or notifies anybody', () => {
  const hostile = { ...get, path: '/`</details>' }
  const text = changelog({
    ...release(change({ message: '<img src=x> @team {{rule}} is new', subject: hostile, affects: [hostile] })),
    title: '<b>',
    semver: '<script>',
  })
  assert.doesNotMatch(text, /<img|<script|@team/)
  assert.match(text, /``GET \/`<\/details>``: &lt;img src=x&gt;/)
})

test('changelog: a template that does not compile, or asks for more than it may, is a finding with a place', () => {
  const refused = (text: string) =>
    compileTemplate({ path: 'templates/changelog.hbs', text }).findings.map(({ message, place }) => [
      message,
      place?.line,
    ])
  assert.deepEqual(refused('{{#if added}}\n'), [['The template cannot be read: Parse error on line 2:', 2]])
  assert.deepEqual(refused('a\n{{> secret}}'), [
    ['The template uses partials (`{{> …}}`), which changelogs do not have', 2],
  ])
  assert.deepEqual(refused('{{#* inline "x"}}{{/inline}}'), [
    ['The template uses decorators (`{{#* …}}`), which changelogs do not have', 1],
  ])
  assert.deepEqual(refused('{{lookup this "a"}}'), [
    ['The template uses helpers with arguments, which changelogs do not have', 1],
  ])
  assert.deepEqual(refused('{{#log added}}{{/log}}'), [
    ['The template uses the block `#log`, which changelogs do not have', 1],
  ])
  assert.deepEqual(refused('{{#if (lookup this "a")}}{{/if}}'), [
    ['The template uses calls in parentheses, which changelogs do not have', 1],
  ])
  assert.equal(refused('x'.repeat(70_000)).length, 1)
})

test('changelog: a template sees the values it is given and nothing behind them', () => {
  const { template } = compileTemplate({
    path: 't.hbs',
    text: '[{{constructor}}{{__proto__}}{{toString}}{{#with added}}{{constructor.name}}{{length}}{{/with}}{{@root.constructor}}]',
  })
  assert.ok(template)
  assert.equal(changelog(release(change({})), template), '[1]\n')
})

test('changelog: a template that would write without end is stopped', () => {
  const text = `${'{{#each @root.added}}'.repeat(9)}x${'{{/each}}'.repeat(9)}`
  const { template } = compileTemplate({ path: 't.hbs', text })
  assert.ok(template)
  assert.throws(() => changelog(release(...Array.from({ length: 50 }, () => change({}))), template), {
    code: 'APIGOV_TEMPLATE_RUNS_AWAY',
  })
})
