import assert from 'node:assert/strict'
import test from 'node:test'
import { pathNotKebabCase } from '#lint/rules/path-not-kebab-case.ts'
import { stringUnbounded } from '#lint/rules/string-unbounded.ts'
import { judged } from './rules/judged.ts'

test('what is told once is known again where it is met first next time', async () => {
  const contract = (paths: string) => ({
    'a.yaml': `openapi: 3.0.3\ninfo: { title: A, version: 1.0.0 }\npaths:\n${paths}`,
  })
  const [before] = await judged(pathNotKebabCase, contract('  /Pets: {}\n  /Pets/{id}: {}\n'))
  const [after] = await judged(pathNotKebabCase, contract('  /owners: {}\n  /Pets/{id}: {}\n'))
  assert.deepEqual([before?.place?.line, after?.place?.line], [4, 5])
  assert.equal(before?.fingerprint, after?.fingerprint)
})

// An API that gave the first of its parameters a bound had a new finding for each of the others.
test('what was said of all is known one by one once the first is repaired', async () => {
  const contract = (bound: string) => ({
    'a.yaml': `openapi: 3.0.3
info: { title: A, version: 1.0.0 }
paths:
  /a: { get: { parameters: [{ name: q, in: query, schema: { type: string${bound} } }, { name: r, in: query, schema: { type: string } }] } }
  /b: { post: { parameters: [{ name: r, in: query, schema: { type: string } }], requestBody: { content: { application/json: { schema: { type: string } } } } } }
`,
  })
  const before = await judged(stringUnbounded, contract(''))
  const after = await judged(stringUnbounded, contract(', maxLength: 9'))
  assert.deepEqual([before.length, after.length], [1, 2])
  assert.deepEqual(
    after.filter(({ fingerprint }) => !before[0]?.sums?.includes(fingerprint)),
    [],
  )
})
