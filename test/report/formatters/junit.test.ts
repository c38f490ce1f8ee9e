import assert from 'node:assert/strict'
import test from 'node:test'
import { formatFindings } from '#report/report.ts'
import { findings } from '../findings.ts'

test('junit: a suite per file; what is known or for information passes; no text escapes its element', () => {
  assert.equal(
    formatFindings(findings.slice(1), 'junit'),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="apigov" tests="3" failures="1">
  <testsuite name="apis/pet, shop/a:b.yaml" tests="1" failures="1">
    <testcase classname="path-trailing-slash" name="path-trailing-slash at 12:3"><failure type="error" message="Remove the trailing slash: \`/pets/\`, 100%">Remove the trailing slash: \`/pets/\`, 100%
Write \`/pets\`.</failure></testcase>
  </testsuite>
  <testsuite name="b.yaml" tests="2" failures="0">
    <testcase classname="operation-tag" name="operation-tag at 1:1"><system-out>Tag \`&#60;b&#62;&#34;\\u{1b}[31m@all\` is unknown</system-out></testcase>
    <testcase classname="info-contact" name="info-contact at 2:1"><system-out>Say whom to ask
::error::forged</system-out></testcase>
  </testsuite>
</testsuites>
`,
  )
})

test('junit: nothing found is a case that passed', () => {
  assert.match(
    formatFindings([], 'junit'),
    /tests="1" failures="0">\n {4}<testcase classname="apigov" name="no findings"\/>/,
  )
})
