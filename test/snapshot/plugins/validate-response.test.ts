import assert from 'node:assert/strict'
import test from 'node:test'
import { validateResponseSchema } from '#snapshot/plugins/validate-response.ts'

const parse = (config: unknown) => validateResponseSchema.config.safeParse(config)

test('validate-response: judges every answer unless said, and a checked config checks again to itself', () => {
  const checked = parse({}).data
  assert.deepEqual(checked, { sample: 100, size: 256 * 1024 })
  assert.deepEqual(parse(checked).data, checked)
  assert.equal(parse({ sample: 0 }).success, false)
  assert.match(parse({ size: '5MiB' }).error?.issues[0]?.message ?? '', /^Bodies are held in memory/)
})
