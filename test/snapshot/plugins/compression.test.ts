import assert from 'node:assert/strict'
import test from 'node:test'
import { compressionSchema } from '#snapshot/plugins/compression.ts'

const parse = (config: unknown) => compressionSchema.config.safeParse(config)

test('compression: needs nothing said, and a checked config checks again to itself', () => {
  const checked = parse({}).data
  assert.deepEqual(checked, { codings: ['br', 'gzip'], from: 1024 })
  assert.deepEqual(parse(checked).data, checked)
  assert(!parse({ codings: ['zip'] }).success)
  assert(!parse({ codings: [] }).success)
})
