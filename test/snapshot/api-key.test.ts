import assert from 'node:assert/strict'
import test from 'node:test'
import { generateApiKey, hashOf, isApiKey, looksLikeApiKey, prefixOf } from '#snapshot/api-key.ts'

// Fixed for good: keys in people's hands have this form. CRC-32 over the 42 characters before it, base62.
const zeros = `agk_${'0'.repeat(38)}4ABxoP`

test('a key is a prefix to show, a secret, and a checksum over both', () => {
  assert.deepEqual(
    generateApiKey(() => 0),
    {
      key: zeros,
      prefix: 'agk_000000',
      hash: 'sha256:5e3adfc9e0bde91343c872748ab2b8e677eb491085b6493ba1613413658d7e93',
    },
  )
})

test('a generated key is a key, and no two are alike', () => {
  const [a, b] = [generateApiKey(), generateApiKey()]
  assert.notEqual(a.key, b.key)
  for (const { key, prefix, hash } of [a, b]) {
    assert(isApiKey(key))
    assert.equal(prefixOf(key), prefix)
    assert.equal(hashOf(key), hash)
  }
})

test('a key with one character changed, two swapped, more or less is none', () => {
  const { key } = generateApiKey()
  const changed = Array.from(
    key,
    (char, index) => key.slice(0, index) + (char === 'x' ? 'y' : 'x') + key.slice(index + 1),
  )
  for (const wrong of [...changed, `${key}0`, key.slice(0, -1), ` ${key}`, key.toUpperCase(), '', 'agk_', `${key}\n`])
    assert.equal(isApiKey(wrong), false, wrong)
})

test('what claims to be a key is known by its first letters, well-formed or not', () => {
  assert.equal(looksLikeApiKey('agk_typo'), true)
  assert.equal(looksLikeApiKey('eyJhbGciOi'), false)
})
