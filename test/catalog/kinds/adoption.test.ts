import assert from 'node:assert/strict'
import test from 'node:test'
import { adoptionKind } from '#catalog/kinds/adoption.ts'
import { readAs } from './reading.ts'

test('an adoption names versions of APIs, has a reason and ends', () => {
  const text = 'contracts: [payments/v1]\nreason: They were there before.\nexpires: 2027-01-31\n'
  assert.deepEqual(readAs(adoptionKind, { adoption: 'first' }, text), {
    value: {
      file: 'file.yaml',
      id: 'first',
      contracts: ['payments/v1'],
      reason: 'They were there before.',
      expires: '2027-01-31',
    },
    faults: [],
  })
  assert.deepEqual(readAs(adoptionKind, { adoption: 'first' }, 'contracts: [payments, "*"]\nreason: ""\n').faults, [
    '/contracts/0: `payments` is not a version of an API',
    '/contracts/1: `*` is not a version of an API',
    '/reason: `reason` is empty',
    '/expires: `expires` is missing',
  ])
})
