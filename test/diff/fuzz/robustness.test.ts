/**
 * Documents that are cut off, damaged or odd, through the command itself: an answer or one clear sentence, never a crash and never
 * silence.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { stringify } from 'yaml'
import { runIn } from '../../cli/comparing.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { randomHalf } from './generate.ts'
import { documentOf, isObject, type Json, type JsonObject } from './pair.ts'
import { Random } from './random.ts'

test('robustness: whatever became of a document, `apigov diff` answers or says what is wrong with it', async (t) => {
  const dir = scratchFolder(t)
  const random = new Random(1)
  const answers = { compared: 0, refused: 0 }
  for (let round = 0; round < 300; round++) {
    const document = randomDocument(random)
    const text = random.chance(0.5) ? JSON.stringify(document, null, 1) : stringify(document)
    const damaged = damage(random, document, text)
    const file = damaged.startsWith('{') ? 'b.json' : 'b.yaml'
    writeFileSync(join(dir, 'a.yaml'), text)
    writeFileSync(join(dir, file), damaged)
    const args = random.chance(0.5) ? ['a.yaml', file] : [file, 'a.yaml']
    const { code, stdout, stderr } = await runIn(dir, 'diff', ...args)
    const said = `${damaged}\n---\n${stdout}\n---\n${stderr}`
    assert.ok(code === 0 || code === 1 || code === 2, said)
    assert.doesNotMatch(stderr, /\n\s+at /, said)
    if (code === 2) assert.deepEqual([stdout, stderr.trim() !== ''], ['', true], said)
    else assert.equal(stderr, '', said)
    if (isUnreadable(damaged)) assert.equal(code, 2, said)
    answers[code === 2 ? 'refused' : 'compared']++
  }
  t.diagnostic(JSON.stringify(answers))
  assert.ok(answers.compared > 50 && answers.refused > 50, JSON.stringify(answers))
})

function randomDocument(random: Random): JsonObject {
  const openapi = random.pick<'3.0.3' | '3.1.0'>(['3.0.3', '3.1.0'])
  const base = randomHalf(random, openapi)
  return documentOf([{ openapi, path: '', base, revision: base, edits: [] }], 'base', openapi)
}

/** What surely is no contract: JSON that is cut off, or nothing that says `openapi`. */
function isUnreadable(text: string): boolean {
  if (!/openapi/.test(text)) return true
  if (!text.startsWith('{')) return false
  try {
    return !isObject(JSON.parse(text))
  } catch {
    return true
  }
}

const odd: readonly Json[] = [
  null,
  true,
  7,
  -1e308,
  '',
  'x',
  [],
  {},
  [[]],
  { $ref: '#' },
  { $ref: '#/nowhere' },
  [null],
]
const oddKeys = ['__proto__', 'constructor', '', '$ref', 'x/y~z', 'allOf', 'type', 'properties']

function damage(random: Random, document: JsonObject, text: string): string {
  const at = random.int(text.length)
  const roll = random.int(6)
  if (roll === 0) return text.slice(0, at)
  if (roll === 1) return text.slice(0, at) + text.slice(at + 1 + random.int(5))
  if (roll === 2)
    return (
      text.slice(0, at) + random.pick(['\u0000', '\uFEFF', '{', ']', '"', ':', '\t', '&a ', '*a ']) + text.slice(at)
    )
  const copy = structuredClone(document)
  for (let edits = 1 + random.int(3); edits > 0; edits--) damageOne(random, copy)
  return JSON.stringify(copy)
}

/** One value anywhere becomes something odd, or gets an odd neighbour. */
function damageOne(random: Random, document: JsonObject): void {
  const holders: (JsonObject | Json[])[] = [document]
  for (const holder of holders)
    for (const value of Object.values(holder)) if (typeof value === 'object' && value !== null) holders.push(value)
  const holder = random.pick(holders)
  if (holder === undefined) return
  const value = structuredClone(random.pick(odd)) ?? null
  if (Array.isArray(holder)) holder.push(value)
  else {
    const key = random.chance(0.7) ? random.pick(Object.keys(holder)) : random.pick(oddKeys)
    Object.defineProperty(holder, key ?? 'x', { value, enumerable: true, configurable: true, writable: true })
  }
}
