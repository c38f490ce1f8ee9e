import assert from 'node:assert/strict'
import test from 'node:test'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

test('github: one workflow command a line, escaped so that a contract cannot write one of its own', () => {
  assert.equal(
    formatFindings(findings, 'github'),
    `::error title=catalog-missing::There is no \`apigov.yaml\`
::error file=apis/pet%2C shop/a%3Ab.yaml,line=12,col=3,title=path-trailing-slash::Remove the trailing slash: \`/pets/\`, 100%25%0AWrite \`/pets\`.
::notice file=b.yaml,line=1,col=1,title=operation-tag::Tag \`<b>"\\u{1b}[31m@all\` is unknown
::notice file=b.yaml,line=2,col=1,title=info-contact::Say whom to ask%0A::error::forged
`,
  )
})

test('github: a change is annotated where it stands now, and where it stood when it is gone', () => {
  assert.deepEqual(
    [...formatDiff(diff, { base: 'a.yaml', revision: 'b.yaml' }, 'github')],
    [
      '::error file=a.yaml,line=12,col=9,title=response-required-property-removed::`GET /pets`: The response no longer has the required property `name`%0AKeep `name`, or bring the change in a new major version.\n',
      '::notice file=b.yaml,line=20,col=5,title=endpoint-added::`POST /pets`: The operation is new%0ANothing to do.\n',
    ],
  )
})
