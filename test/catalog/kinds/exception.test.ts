import assert from 'node:assert/strict'
import test from 'node:test'
import { exceptionKind } from '#catalog/kinds/exception.ts'
import { readAs } from './reading.ts'

test('an exception is for one finding, has a reason and ends', () => {
  const text = `for: change
fingerprint: fp1:0123456789abcdef0123456789abcdef
reason: The only caller has moved to v2.
expires: 2027-01-31
`
  assert.deepEqual(readAs(exceptionKind, { exception: 'drop-coupon' }, text), {
    value: {
      file: 'file.yaml',
      id: 'drop-coupon',
      for: 'change',
      fingerprint: 'fp1:0123456789abcdef0123456789abcdef',
      reason: 'The only caller has moved to v2.',
      expires: '2027-01-31',
    },
    faults: [],
  })
  assert.deepEqual(
    readAs(exceptionKind, { exception: 'drop-coupon' }, 'for: ever\nfingerprint: fp1:6f1c\nreason: ""\n').faults,
    [
      '/for: `ever` is not a value of `for`',
      '/fingerprint: `fp1:6f1c` is not a fingerprint',
      '/reason: `reason` is empty',
      '/expires: `expires` is missing',
    ],
  )
})
