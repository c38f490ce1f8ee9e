import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

test('markdown: values stand as code, and nothing of a contract becomes markup', () => {
  assert.equal(
    formatFindings(
      [...findings, { rule: 'r', severity: 'info', message: '<b> @team', place: null, fingerprint: 'f' }],
      'markdown',
    ),
    `- 🔴 There is no \`apigov.yaml\` (\`catalog-missing\`)
- 🔵 &lt;b&gt; @\u200bteam (\`r\`)
- 🔴 Remove the trailing slash: \`/pets/\`, 100% (\`path-trailing-slash\` at \`apis/pet, shop/a:b.yaml:12:3\`)  
  Write \`/pets\`.
- 🟡 Tag \`<b>"\\u{1b}[31m@all\` is unknown (\`operation-tag\` at \`b.yaml:1:1\`, known)
- 🔵 Say whom to ask ::error::forged (\`info-contact\` at \`b.yaml:2:1\`)

2 errors, 2 for information, 1 known.
`,
  )
})

test('markdown: a diff is read from its worst change down', () => {
  assert.equal(
    formatDiff(diff, { base: 'a.yaml', revision: 'b.yaml' }, 'markdown'),
    `## \`a.yaml\` → \`b.yaml\`

### Breaking

- \`GET /pets\` The response no longer has the required property \`name\` (\`response-required-property-removed\` at \`a.yaml:12:9\`)  
  Keep \`name\`, or bring the change in a new major version.  
  Also reaches \`POST /pets\`.

### Safe

- \`POST /pets\` The operation is new (\`endpoint-added\` at \`b.yaml:20:5\`)  
  Nothing to do.

1 breaking, 1 safe: a major version.
`,
  )
})
