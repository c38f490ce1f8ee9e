import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '#base/finding.ts'
import { type Linted, type LintedVersion, markKnown } from '#policy/known.ts'

/** Findings as `fingerprint line`, all of one rule and message, in a file of these lines. */
function linted(lines: readonly string[], ...found: readonly string[]): Linted {
  const findings = found.map((text): Finding => {
    const [fingerprint = '', line = '1', rule = 'summary-missing'] = text.split(' ')
    const place = { file: 'openapi.yaml', line: Number(line), column: 1 }
    return { rule, severity: 'error', message: 'No summary', place, fingerprint }
  })
  return { findings, text: () => lines.join('\n') }
}

const knownIn = (...versions: readonly (Omit<LintedVersion, 'api'> & { readonly api?: string })[]) =>
  markKnown(versions.map((version) => ({ api: 'payments', ...version }))).map((findings) =>
    findings.filter(({ known }) => known).map(({ fingerprint }) => fingerprint),
  )

const none = linted([])

test('known: what the base has is known by its fingerprint, and nothing else', () => {
  const base = linted(['get: { tags: [a] }'], 'fp1:a')
  assert.deepEqual(knownIn({ base, head: linted(['get: { tags: [a] }'], 'fp1:a', 'fp1:b') }), [['fp1:a']])
  assert.deepEqual(knownIn({ base: null, head: linted(['get: {}'], 'fp1:a') }), [[]])
})

// An API whose operations all lacked a 429 response gave it to the first of 845, and had 844 new errors.
test('known: what was said in one is known one by one', () => {
  const [whole] = linted([''], 'fp1:all').findings
  const base: Linted = {
    findings: whole ? [{ ...whole, message: 'None has a summary', sums: ['fp1:a', 'fp1:b', 'fp1:c'] }] : [],
    text: () => '',
  }
  assert.deepEqual(knownIn({ base, head: linted([''], 'fp1:b', 'fp1:c', 'fp1:d') }), [['fp1:b', 'fp1:c']])
  assert.deepEqual(knownIn({ base: linted([''], 'fp1:a', 'fp1:b'), head: base }), [[]], 'it has become worse')
})

test('known: what has moved is known by the text it is about, one for one', () => {
  const base = linted(['get: { tags: [a] }'], 'fp1:a')
  const moved = linted(['put: { tags: [a] }', 'post: { tags: [a] }'], 'fp1:b 1', 'fp1:c 2')
  assert.deepEqual(knownIn({ base, head: moved }), [['fp1:b']])
})

test('known: what is new is not taken for what was repaired elsewhere', () => {
  const base = linted(['get: { tags: [a] }'], 'fp1:a')
  assert.deepEqual(knownIn({ base, head: linted(['put: { tags: [b] }'], 'fp1:b') }), [[]])
  const other = linted(['put: { tags: [a] }'], 'fp1:b 1 tags-missing')
  assert.deepEqual(knownIn({ base, head: other }), [[]])
})

test('known: no API takes over what another one repairs, but one that is renamed keeps its own', () => {
  const [before, after] = [linted(['get: { tags: [a] }'], 'fp1:a'), linted(['get: { tags: [a] }'], 'fp1:b')]
  assert.deepEqual(knownIn({ api: 'payments', base: before, head: none }, { api: 'orders', base: none, head: after }), [
    [],
    [],
  ])
  assert.deepEqual(
    knownIn({ api: 'payments', base: before, head: null }, { api: 'charges', base: null, head: after }),
    [[], ['fp1:b']],
  )
})

test('known: that lint could not look is never known', () => {
  const broken = linted([], 'fp1:a 1 rule-crashed', 'fp1:b 1 contract-unreadable')
  assert.deepEqual(knownIn({ base: broken, head: broken }), [[]])
})
