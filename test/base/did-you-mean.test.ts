import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { didYouMean } from '#base/did-you-mean.ts'

const keys = ['title', 'summary', 'owner', 'domain', 'visibility', 'versions', 'gateway']

test('names the nearest candidate for a slip of the fingers', () => {
  assert.equal(didYouMean('titel', keys), 'title')
  assert.equal(didYouMean('Owner', keys), 'owner')
  assert.equal(didYouMean('visiblity', keys), 'visibility')
  assert.equal(didYouMean('version', keys), 'versions')
})

test('says nothing where nothing is near', () => {
  assert.equal(didYouMean('contract', keys), undefined)
  assert.equal(didYouMean('', keys), undefined)
  assert.equal(didYouMean('title', []), undefined)
})

test('finds a word again after any one letter was dropped, doubled or swapped with its neighbour', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (key, at, slip) => {
      const index = at % (key.length - 1)
      const [before, a, b, after] = [key.slice(0, index), key[index], key[index + 1], key.slice(index + 2)]
      const wrong = {
        drop: `${before}${b}${after}`,
        double: `${before}${a}${a}${b}${after}`,
        swap: `${before}${b}${a}${after}`,
      }
      assert.equal(didYouMean(wrong[slip], keys), key)
    }),
  )
})
