import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import type { Direction } from '#diff/change.ts'
import type { Trait, Where } from '#diff/fact.ts'
import { families } from '#diff/rules/index.ts'
import { notTold } from '#diff/rules/not-told.ts'
import { reasons, whyOf } from '#diff/rules/reasons.ts'
import { lookUp, undecided } from '#diff/rules/verdict.ts'
import { versionRules } from '#diff/severity-levels.ts'
import { corpus } from '../corpus.ts'

const kinds = families.map(({ fact }) => fact)

/** Kinds without a mirror, and why. One that gets its mirror fails the test. */
const withoutMirror: Readonly<Record<string, string>> = {
  'discriminator-mapping-added': 'Its mirror is `discriminator-mapping-deleted`, as the id of the field says.',
  'pattern-generalized': 'Whether a pattern became narrower cannot be decided; it is `pattern-changed`.',
  'sunset-removed': 'A sunset that comes is part of a deprecation: `deprecated-with-sunset`.',
}

test('rules: each kind of fact that adds has one that removes, and the other way round', () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['-added', '-removed'],
    ['-set', '-unset'],
    ['-increased', '-decreased'],
    ['-generalized', '-specialized'],
    ['-widened', '-narrowed'],
    ['-became-required', '-became-optional'],
    ['-forbidden', '-allowed'],
  ]
  const lonely = kinds.filter((kind) => {
    for (const [one, other] of [...pairs, ...pairs.map(([a, b]) => [b, a] as const)])
      if (kind.endsWith(one) && !/^un/.test(one)) return !kinds.includes(`${kind.slice(0, -one.length)}${other}`)
    const became = /^became-(not-)?(.*)$/.exec(kind)
    return (
      became !== null && !kinds.includes(became[1] === undefined ? `became-not-${became[2]}` : `became-${became[2]}`)
    )
  })
  assert.deepEqual(lonely.sort(), Object.keys(withoutMirror).sort())
})

test('rules: each fact about a schema has a verdict wherever a schema stands, in both directions', () => {
  const roots: readonly Where[] = ['body', 'property']
  const places = {
    request: [...roots, 'parameter', 'parameter property', 'header parameter', 'header parameter property'],
    response: [...roots, 'header', 'header property'],
  } as const
  const aboutProperties = (kind: string) => /^property-|-(read|write)-only$/.test(kind)
  const open: string[] = []
  for (const { fact, rules, silences } of families) {
    const isOfSchemas = [...rules, ...silences].some(({ at }) => /(request|response) .*property$/.test(at))
    if (!isOfSchemas) continue
    for (const direction of ['request', 'response'] as const)
      for (const where of places[direction]) {
        if (aboutProperties(fact) && !where.endsWith('property')) continue
        for (const trait of ['required', 'optional'] satisfies Trait[])
          if (lookUp({ kind: fact, direction, where, traits: [trait] }) === undecided)
            open.push(`${fact} at ${direction} ${where}`)
      }
  }
  assert.deepEqual(open, [])
})

test('rules: no coordinate is judged twice, and every sentence and reason is one', () => {
  const seen = new Set<string>()
  for (const { fact, rules, silences } of families)
    for (const { at } of [...rules, ...silences]) {
      assert.ok(!seen.has(`${fact} ${at}`), `${fact} at ${at}`)
      seen.add(`${fact} ${at}`)
    }
  for (const { rules, silences } of families) {
    for (const { id, help } of rules) assert.match(help, /^[A-Z].*\.$/, id)
    for (const { fact, because } of silences) assert.match(because, /^[A-Z].*\.$/, fact)
  }
})

test('rules: why each change matters is said for every side it may be on', () => {
  const silent = families.flatMap(({ fact, rules }) =>
    rules
      .filter(({ id, at }) => whyOf({ rule: id, direction: directionOf(at) }) === '')
      .map(({ id }) => `${id}: ${fact}`),
  )
  assert.deepEqual(silent, [], 'say why in src/diff/rules/reasons.ts')
  for (const { source, request, response, none, instead } of reasons) {
    for (const sentence of [request, response, none, instead])
      if (sentence !== undefined) assert.match(sentence, /^[A-Z`].*\.$/)
    if (source !== undefined) assert.ok(URL.canParse(source.url), source.name)
  }
})

function directionOf(at: string): Direction {
  const [first] = at.split(' ')
  return first === 'request' || first === 'response' ? first : 'none'
}

const registry = `${corpus}/diff/rules.json`
// The corpus is no part of the product: where nobody has put it there is nothing to compare with.
if (existsSync(registry)) {
  test('rules: an id that is in the field means there what it means here, or is left out for a reason', () => {
    const field: readonly { id: string; level: string }[] = JSON.parse(readFileSync(registry, 'utf8'))
    const levels: Readonly<Record<string, string>> = { ERR: 'breaking', WARN: 'dangerous', INFO: 'safe' }
    const ours = Map.groupBy(
      families.flatMap(({ rules }) => rules),
      ({ id }) => id,
    )
    const missing = field.filter(({ id }) => !ours.has(id)).map(({ id }) => id)
    const otherwise = field
      .filter(({ id, level }) => ours.has(id) && ours.get(id)?.every(({ impact }) => impact !== levels[level]))
      .map(({ id }) => id)
    assert.deepEqual(missing.sort(), [...Object.keys(notTold), ...Object.values(versionRules)].sort())
    assert.deepEqual(otherwise, Object.keys(stricter))
  })
}

const stricter: Readonly<Record<string, string>> = {
  'api-security-component-type-changed': 'A credential of the old type is not one of the new type.',
}
