import assert from 'node:assert/strict'
import test from 'node:test'
import { bodyLimitSchema } from '#snapshot/plugins/body-limit.ts'

const parse = (config: unknown) => bodyLimitSchema.config.safeParse(config)

test('body-limit: a size is read as bytes, and a checked config checks again to itself', () => {
  assert.deepEqual(parse({}).data, { size: 1_048_576 })
  const checked = parse({ size: '64KiB', jsonDepth: 20 }).data
  assert.deepEqual(checked, { size: 65_536, jsonDepth: 20 })
  assert.deepEqual(parse(checked).data, checked)
})

test('body-limit: refuses sizes that are none, and to hold what is large', () => {
  for (const size of ['0B', '1MB', '1 MiB', '-1B', '1.5MiB', 'big', '']) assert(!parse({ size }).success, size)
  assert(!parse({ size: '1GiB', jsonDepth: 5 }).success)
  assert(parse({ size: '1GiB' }).success)
})
