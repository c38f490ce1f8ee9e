import assert from 'node:assert/strict'
import test from 'node:test'
import { lint } from '#lint/lint.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { Random } from '../../diff/fuzz/random.ts'
import { core, functions, parsers } from './spectral-itself.ts'

const text = `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    post:
      requestBody:
        content:
          application/json: { schema: { type: object } }
          text/plain: { schema: { type: string } }
      responses:
        "200": { description: ok }
        "404": { description: none }
        "500": { description: none }
`

/** Of every kind: those that our walk supports, and those that it leaves to Spectral's engine. */
const expressions = [
  '$.paths[*][*]',
  '$.paths[*]~',
  '$.info',
  '$..schema',
  '$..responses[*]',
  '$..[?(@ && @.type)]',
  "$..[?(@property === 'responses' && @['200'])]",
  "$.paths..schema[?(@property === 'type')]",
  "$.paths[?(@property.indexOf('pets') > 0)]",
  "$.paths[*][?(@.responses && @.responses['404'])]",
  "$.paths[*][?(@property === 'post' || @property === 'get')].responses^",
  "$.paths[*][*][?(@property === 'requestBody' && @.required !== true)].content[*].schema",
  '$.paths[*][*].requestBody.content[?(@property ~= "json")].schema',
  '$.paths[*][*].requestBody.content[?(@property && @property.match(/json$/i))]',
  '$.paths[*][*].responses[?(@property >= 400 && @property < 500)]',
  '$.paths[*][*].responses[?(@property.length === 3)].description',
] as const

interface Looking {
  readonly given: string
  readonly resolved: boolean
}

/** `rule way` of each place that the rules look at. */
async function seen(looking: readonly Looking[]): Promise<readonly string[]> {
  const ruleset = { rules: rulesFor(looking, 'truthy') }
  const findings = await lint(contractOf({ 'pets.yaml': text }), { name: 'r.json', text: JSON.stringify(ruleset) })
  return findings.map(({ rule, message }) => `${rule} ${message}`).sort()
}

async function seenBySpectral(looking: readonly Looking[]): Promise<readonly string[]> {
  const spectral = new core.Spectral()
  const ruleset = { rules: rulesFor(looking, functions.truthy) }
  spectral.setRuleset(new core.Ruleset(ruleset as never, { severity: 'recommended' }))
  const results = await spectral.run(new core.Document(text, parsers.Yaml, '/pets.yaml'))
  return results.map(({ code, message }) => `${code} ${message}`).sort()
}

function rulesFor(looking: readonly Looking[], judge: unknown) {
  const rules = looking.map(({ given, resolved }, index) => {
    // biome-ignore lint/suspicious/noThenProperty: what Spectral calls it
    return [`r${index}`, { given, resolved, message: '{{path}}', then: { field: 'x-not-there', function: judge } }]
  })
  return Object.fromEntries(rules)
}

// Where rules of a ruleset were left to Spectral's engine, it lost places of theirs: it looks less far into what is not frozen.
test('rules that are left to Spectral’s engine look at what they look at in Spectral', async () => {
  const looking = [
    '$.paths[*][*].responses[?(@property.length === 3)].description',
    '$.paths[*][*].requestBody.content[?(@property ~= "json")].schema',
    "$.paths[*][*][?(@property === 'requestBody' && @.required !== true)].content[*].schema",
  ].map((given) => ({ given, resolved: true }))
  const body = '#/paths/~1pets/post/requestBody/content'
  const places = ['application~1json', 'text~1plain'].map((type) => `r2 ${body}/${type}/schema`)
  places.unshift(`r1 ${body}/application~1json/schema`)
  assert.deepEqual(await seen(looking), places)
  assert.deepEqual(await seenBySpectral(looking), places)
})

test('rules look at the places that they look at in Spectral, whatever other rules there are', async () => {
  const random = new Random(1)
  for (let ruleset = 0; ruleset < 60; ruleset++) {
    const looking = Array.from({ length: 1 + random.int(7) }, () => ({
      given: random.pick(expressions),
      resolved: random.chance(0.7),
    }))
    assert.deepEqual(await seen(looking), await seenBySpectral(looking), JSON.stringify(looking))
  }
})
