import type { Finding } from '../../base/finding.ts'
import { escapeHtml } from '../../base/html.ts'
import { defineFormatter } from '../formatter.ts'

/**
 * A test suite per file, a test case per finding: failed where it is an error or a warning, passed with a note where it is known or
 * for information.
 */
export const junit = defineFormatter({
  id: 'junit',
  summary: 'JUnit XML for the test reports of build servers.',
  *findings(findings) {
    const files = new Map<string, { tests: number; failures: number }>()
    for (const finding of findings) {
      const sums = files.get(fileOf(finding)) ?? { tests: 0, failures: 0 }
      files.set(fileOf(finding), { tests: sums.tests + 1, failures: sums.failures + (fails(finding) ? 1 : 0) })
    }
    const sum = (what: 'tests' | 'failures') => [...files.values()].reduce((total, sums) => total + sums[what], 0)
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="apigov" tests="${Math.max(1, sum('tests'))}" failures="${sum('failures')}">\n`
    if (files.size === 0) yield nothingFound
    for (const [file, { tests, failures }] of files) {
      yield `  <testsuite name="${xml(file || 'apigov')}" tests="${tests}" failures="${failures}">\n`
      for (const finding of findings) if (fileOf(finding) === file) yield caseOf(finding)
      yield '  </testsuite>\n'
    }
    yield '</testsuites>\n'
  },
})

function fileOf({ place }: Finding): string {
  return place?.file ?? ''
}

// A report without a single case reads as "nothing ran" on most servers.
const nothingFound = `  <testsuite name="apigov" tests="1" failures="0">\n    <testcase classname="apigov" name="no findings"/>\n  </testsuite>\n`

function caseOf(finding: Finding): string {
  const { rule, severity, message, place, help } = finding
  const name = place ? `${rule} at ${place.line}:${place.column}` : rule
  const detail = xml(help === undefined ? message : `${message}\n${help}`)
  const outcome = fails(finding)
    ? `<failure type="${severity}" message="${xml(message)}">${detail}</failure>`
    : `<system-out>${detail}</system-out>`
  return `    <testcase classname="${xml(rule)}" name="${xml(name)}">${outcome}</testcase>\n`
}

function fails({ severity, known }: Finding): boolean {
  return known !== true && severity !== 'info'
}

/** XML 1.0 section 2.2 forbids most control characters even when escaped; they are shown as `\u{…}`, as are halves of surrogate pairs. */
function xml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters XML forbids
  const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu
  return escapeHtml(text.replace(forbidden, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`))
}
