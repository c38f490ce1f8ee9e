import assert from 'node:assert/strict'
import test from 'node:test'
import { countedAs } from '#gateway/address-range.ts'

const cases: Readonly<Record<string, string>> = {
  '203.0.113.7': '203.0.113.7',
  '::ffff:203.0.113.7': '203.0.113.7',
  '2001:db8:0:1::1': '2001:db8:0:1::/64',
  '2001:db8:0:1:ffff:ffff:ffff:ffff': '2001:db8:0:1::/64',
  '2001:0DB8:0000:0001:0:0:0:2': '2001:db8:0:1::/64',
  '2001:db8::1:2:3:4': '2001:db8:0:0::/64',
  '2001:db8::5:1:2:3:4': '2001:db8:0:5::/64',
  '2001:db8::': '2001:db8:0:0::/64',
  '64:ff9b:1:2::203.0.113.7': '64:ff9b:1:2::/64',
  'fe80::1%eth0': 'fe80:0:0:0::/64',
  '::1': '0:0:0:0::/64',
}

test('callers are counted by their IPv4 address, or by the first half of their IPv6 address', () => {
  assert.deepEqual(Object.fromEntries(Object.keys(cases).map((address) => [address, countedAs(address)])), cases)
})
