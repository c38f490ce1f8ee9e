import assert from 'node:assert/strict'
import test from 'node:test'
import type { Diff } from '#diff/change.ts'
import type { Compared } from '#report/formatter.ts'
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

const shown = (what: Diff, more: Partial<Compared> = {}) =>
  [...formatDiff(what, { base: 'a.yaml', revision: 'b.yaml', ...more }, 'markdown')].join('')

test('markdown: a diff is read from its worst change down, and what is safe is folded away', () => {
  assert.equal(
    shown(diff, { line: (side) => (side === 'base' ? '  name: { type: string }' : '  post: | </details>') }),
    `## \`a.yaml\` → \`b.yaml\`

**1 breaking, 1 safe: a major version.**

### 🔴 Breaking (1)

- \`GET /pets\` The response no longer has the required property \`name\` (\`response-required-property-removed\`)  
  ➖ \`name: { type: string }\` at \`a.yaml:12:9\`  
  Keep \`name\`, or bring the change in a new major version.  
  Also reaches \`POST /pets\`.

<details><summary>🟢 Safe (1)</summary>

- \`POST /pets\` The operation is new (\`endpoint-added\`)  
  ➕ <code>post: \\| &lt;/details&gt;</code> at \`b.yaml:20:5\`

</details>
`,
  )
})

test('markdown: a long diff is cut where a forge would cut it, and says how much is missing', () => {
  const [breaking, safe] = diff.changes
  assert.ok(breaking && safe)
  const changes = [...Array.from({ length: 1000 }, () => breaking), ...Array.from({ length: 50 }, () => safe)]
  const text = shown({ ...diff, changes })
  assert.ok(text.length < 65_536)
  const kept = text.split('- `GET /pets`').length - 1
  assert.match(text, new RegExp(`_${1000 - kept} more changes left out for want of room`))
  assert.match(text, /_50 more changes left out .*\n\n<\/details>\n$/)
})
