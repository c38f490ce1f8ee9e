import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import type { Contract } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'
import { diff } from '#diff/diff.ts'
import { child, get, items, rootOf } from '#diff/node.ts'
import { allMayDiffer, unchangedBetween } from '#diff/unchanged.ts'
import { contractOf, options } from './contracts.ts'
import { realPairs } from './real-pairs.ts'

const pets = (schema: string, more = '') => `
paths:
  /pets: { get: { responses: { 200: { description: ok, content: { application/json: { schema: ${schema} } } } } } }
${more}`

const json = (schema: string, schemas: string, more = '') =>
  `{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1.0.0"}, "paths": {"/pets": {"get": {"responses": {"200": {
    "description": "ok", "content": {"application/json": {"schema": {${schema}${more}}}}}}}}}, "components": {"schemas": {${schemas}}}}`

const changed: Readonly<Record<string, (type: string) => Contract>> = {
  'at the end of a chain of references': (type) =>
    contractOf(
      pets(
        '{ $ref: "#/components/schemas/A" }',
        `components: { schemas: { A: { items: { $ref: "#/components/schemas/B" }, type: array }, B: { type: ${type} } } }`,
      ),
    ),
  'in a circle of schemas': (type) =>
    contractOf(
      pets(
        '{ $ref: "#/components/schemas/A" }',
        `
components:
  schemas:
    A: { type: object, properties: { b: { $ref: "#/components/schemas/B" } } }
    B: { type: object, properties: { a: { $ref: "#/components/schemas/A" }, c: { type: ${type} } } }`,
      ),
    ),
  'in another file, referred to as a whole': (type) =>
    contractOf(pets('{ $ref: "pet.yaml" }'), {
      'pet.yaml': `{ type: object, properties: { id: { type: ${type} } } }`,
    }),
  'in a part of another file': (type) =>
    contractOf(pets('{ $ref: "pets.yaml#/Pet" }'), {
      'pets.yaml': `{ Pet: { $ref: "#/Cat" }, Cat: { type: ${type} } }`,
    }),
  'in an example that is referred to as a schema': (type) =>
    contractOf(
      pets(
        '{ $ref: "#/components/schemas/A/example" }',
        `components: { schemas: { A: { example: { type: ${type} } } } }`,
      ),
    ),
  'in a property that is called `description`': (type) =>
    contractOf(pets(`{ type: object, properties: { description: { type: ${type} } } }`)),
  'in what a path item of another file says': (type) =>
    contractOf('paths: { /pets: { $ref: "paths.yaml#/pets" } }', {
      'paths.yaml': `pets: { get: { parameters: [{ name: q, in: query, schema: { type: ${type} } }], responses: { 200: { description: ok } } } }`,
    }),
  'in a default, which JSON would write as it writes null': (type) =>
    contractOf(pets(`{ type: number, default: ${type === 'string' ? '.inf' : 'null'} }`)),
  'in a parameter of the path item': (type) =>
    contractOf(`
paths:
  /pets:
    parameters: [{ name: q, in: query, schema: { type: ${type} } }]
    get: { responses: { 200: { description: ok } } }`),
  'in what all operations ask for': (type) =>
    contractOf(`${pets('{}')}
security: [{ ${type}: [] }]
components: { securitySchemes: { string: { type: http, scheme: bearer }, integer: { type: apiKey, in: header, name: k } } }`),
  'in where all operations are': (type) => contractOf(`${pets('{}')}\nservers: [{ url: /${type} }]`),
  'in where a link leads': (type) =>
    contractOf(`
paths:
  /pets: { get: { responses: { 200: { description: ok, links: { next: { operationId: next } } } } } }
  /${type}: { get: { operationId: next, responses: { 200: { description: ok } } } }`),
  'in JSON, in a circle of schemas': (type) => {
    const schemas = `"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}, "c": {"type": "${type}"}}}`
    return contractOf(json(`"$ref": "#/components/schemas/A"`, schemas))
  },
  'in JSON, in what a discriminator leads to': (type) => {
    const choice = `"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "kind", "mapping": {"a": "A"}}`
    return contractOf(json(choice, `"A": {"type": "${type}"}`, `, "items": {"$ref": "#/components/schemas/A"}`))
  },
  'in JSON of Swagger 2.0, in what all operations take': (type) =>
    contractOf(`{"swagger": "2.0", "info": {"title": "Pets", "version": "1.0.0"}, "consumes": ["application/${type}"],
      "paths": {"/pets": {"post": {
        "parameters": [{"name": "pet", "in": "body", "schema": {"type": "object"}}], "responses": {"200": {"description": "ok"}}}}}}`),
  'in a webhook': (type) =>
    contractOf(`
paths: {}
webhooks:
  born: { post: { requestBody: { content: { application/json: { schema: { type: ${type} } } } } } }`),
}

for (const [where, contract] of Object.entries(changed))
  test(`unchanged: a change ${where} is not passed over`, () => {
    const [base, revision] = [contract('string'), contract('integer')]
    const found = diff(base, revision, options)
    assert.ok(found.changes.length > 0)
    assert.deepEqual(found, diff(base, revision, options, allMayDiffer))
  })

test('unchanged: what does not lead to a change is not compared, circles among it', () => {
  const contract = (type: string, words: string) =>
    contractOf(`
paths:
  /pets: { get: { description: ${words}, responses: { 200: { $ref: "#/components/responses/Pets" } } } }
  /owners: { get: { responses: { 200: { description: ok, content: { text/plain: { schema: { type: ${type} } } } } } } }
components:
  responses:
    Pets: { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
  schemas:
    Pet: { type: object, properties: { mother: { $ref: "#/components/schemas/Pet" }, id: { type: integer } } }
    Name: { type: ${type} }
    Owner: { type: object, properties: { name: { $ref: "#/components/schemas/Name" }, pet: { $ref: "#/components/schemas/Pet" } } }`)
  const [base, revision] = [contract('string', 'All pets.'), contract('integer', 'Every pet.')]
  const isUnchanged = unchangedBetween(base, revision)
  const under = (contract: Contract, ...keys: readonly string[]) => {
    const node = keys.reduce((at: ReturnType<typeof child>, key) => at && child(at, key), rootOf(contract))
    return [...(node?.value ? Object.keys(node.value) : [])].map((name) => [name, node && child(node, name)] as const)
  }
  const passedOver = [['paths'], ['components', 'schemas']].flatMap((keys) => {
    const after = new Map(under(revision, ...keys))
    return under(base, ...keys)
      .filter(([name, was]) => {
        const is = after.get(name)
        return was && is && isUnchanged(was, is)
      })
      .map(([name]) => name)
  })
  assert.deepEqual(passedOver, ['/pets', 'Pet'])
})

test('unchanged: a schema written in place is passed over wherever it stands now, one that leads to a change is not', () => {
  const contract = (order: readonly string[], type: string) =>
    contractOf(`
paths: {}
components:
  schemas:
    Name: { type: ${type} }
    Pet:
      oneOf: [${order.join()}]`)
  const same = '{ title: same, type: object, description: A pet., properties: { id: { type: integer } } }'
  const leading = '{ title: leading, properties: { name: { $ref: "#/components/schemas/Name" } } }'
  const [base, revision] = [contract([same, leading], 'string'), contract([leading, same], 'integer')]
  const members = (of: Contract) => {
    const schemas = child(child(rootOf(of), 'components') ?? rootOf(of), 'schemas')
    const pet = schemas && child(schemas, 'Pet')
    return new Map((pet ? items(pet, 'oneOf') : []).map((member) => [get(member, 'title'), member]))
  }
  const isUnchanged = unchangedBetween(base, revision)
  const passedOver = [...members(base)].filter(([title, was]) => {
    const is = members(revision).get(title)
    return is && isUnchanged(was, is, 'schema')
  })
  assert.deepEqual(
    passedOver.map(([title]) => title),
    ['same'],
  )
})

test('unchanged: no real pair is answered otherwise when everything is compared, or when one is read beside the other', () => {
  const read = (path: string, like?: Contract | null) => {
    const bytes = readFileSync(path)
    const source = { entry: 'openapi.yaml', files: new Map([['openapi.yaml', { blob: path, bytes }]]) }
    const identity = { catalog: '', api: '', version: '' }
    return readContract({ ...source, refused: new Map(), identity }, undefined, like).contract
  }
  const different = realPairs().filter(({ base, revision }) => {
    const [before, after] = [read(base), read(revision)]
    if (before === null || after === null) return false
    const all = JSON.stringify(diff(before, after, options, allMayDiffer))
    const beside = read(revision, before)
    return [after, beside].some((now) => now === null || JSON.stringify(diff(before, now, options)) !== all)
  })
  assert.deepEqual(different, [])
})
