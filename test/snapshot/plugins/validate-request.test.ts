import assert from 'node:assert/strict'
import test from 'node:test'
import { validateRequestSchema } from '#snapshot/plugins/validate-request.ts'

const parse = (config: unknown) => validateRequestSchema.config.safeParse(config)

test('validate-request: enforces unless said, and a checked config checks again to itself', () => {
  const checked = parse({}).data
  assert.deepEqual(checked, { mode: 'enforce', size: 1_048_576 })
  assert.deepEqual(parse(checked).data, checked)
  assert(!parse({ mode: 'off' }).success)
  assert(!parse({ size: '1GiB' }).success)
})
