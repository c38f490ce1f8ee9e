import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { openDeliveries } from '#app/deliveries.ts'
import { scratchFolder } from '../git/scratch.ts'

const delivery = (guid: string) => ({ guid, event: 'push', payload: `{"guid":"${guid}"}` })

test('what was stored and not settled is there after the store is opened again, oldest first', (t) => {
  const file = join(scratchFolder(t), 'd.sqlite')
  const first = openDeliveries(file)
  for (const guid of ['c', 'a', 'b']) assert.equal(first.add(delivery(guid)), true)
  first.settle('a', null)
  first.close()
  const second = openDeliveries(file)
  t.after(() => second.close())
  assert.deepEqual(second.waiting(), [delivery('c'), delivery('b')])
  assert.deepEqual(second.counts(), { waiting: 2, done: 1, failed: 0 })
})

test('a GUID is taken once, unless its work failed', (t) => {
  const store = openDeliveries(join(scratchFolder(t), 'd.sqlite'))
  t.after(() => store.close())
  assert.deepEqual([store.add(delivery('a')), store.add(delivery('a'))], [true, false])
  store.settle('a', null)
  assert.equal(store.add(delivery('a')), false)
  store.add(delivery('b'))
  store.settle('b', 'GitHub was down')
  assert.equal(store.add(delivery('b')), true, 'a redelivery tries again')
  assert.deepEqual(store.waiting(), [delivery('b')])
})
