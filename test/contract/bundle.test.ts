import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { bundle } from '#contract/bundle.ts'
import { contractOf } from './contract-source.ts'

const bundled = (files: Record<string, string>) => JSON.parse(bundle(contractOf(files)).content as string)
const info = { title: 'Pets', version: '1.0.0' }
const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\n'

test('parts of other files become components under the name they had; the entry keeps its own', () => {
  const files = {
    'a/o.yaml': `${head}paths:
  /pets/{id}: { $ref: pets.yaml }
components:
  schemas:
    Pet: { $ref: ../shared/pet.yaml }
    Owner: { properties: { pets: { items: { $ref: '#/components/schemas/Pet' } } } }
`,
    'a/pets.yaml': `parameters: [{ $ref: '../shared/parts.yaml#/id' }]
get:
  responses:
    '200':
      description: ok
      content:
        application/json:
          example: { $ref: is data }
          schema: { oneOf: [{ $ref: ../shared/pet.yaml }, { $ref: '../shared/parts.yaml#/Pet' }, { $ref: 'o.yaml#/components/schemas/Owner' }] }
`,
    'shared/pet.yaml': `properties: { friend: { $ref: '#' }, tag: { $ref: 'parts.yaml#/tag' } }
discriminator: { propertyName: kind, mapping: { cat: Cat, dog: 'parts.yaml#/Pet' } }
`,
    'shared/parts.yaml': `id: { name: id, in: path, required: true, schema: { $ref: '#/tag' } }
tag: { type: string }
Pet: { type: object }
`,
  }
  assert.deepEqual(bundled(files), {
    openapi: '3.0.3',
    info,
    paths: {
      '/pets/{id}': {
        parameters: [{ $ref: '#/components/parameters/id' }],
        get: {
          responses: {
            '200': {
              description: 'ok',
              content: {
                'application/json': {
                  example: { $ref: 'is data' },
                  schema: {
                    oneOf: [
                      { $ref: '#/components/schemas/Pet' },
                      { $ref: '#/components/schemas/Pet-2' },
                      { $ref: '#/components/schemas/Owner' },
                    ],
                  },
                },
              },
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          properties: { friend: { $ref: '#/components/schemas/Pet' }, tag: { $ref: '#/components/schemas/tag' } },
          discriminator: { propertyName: 'kind', mapping: { cat: 'Cat', dog: '#/components/schemas/Pet-2' } },
        },
        Owner: { properties: { pets: { items: { $ref: '#/components/schemas/Pet' } } } },
        'Pet-2': { type: 'object' },
        tag: { type: 'string' },
      },
      parameters: { id: { name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/tag' } } },
    },
  })
})

test('a bundle bundles to itself', () => {
  const once = bundle(
    contractOf({
      'o.yaml': `${head}paths:\n  /a/{b}: { get: { responses: { 200: { $ref: r.yaml } } } }\n  /c: { $ref: '#/paths/~1a~1%7Bb%7D' }\n`,
      'r.yaml': 'description: ok\ncontent: { a/b: { schema: { items: { $ref: "#/content/a~1b/schema" } } } }\n',
    }),
  ).content as string
  assert.equal(bundle(contractOf({ 'bundle.json': once })).content, once)
})

test('two paths may share a file, and a path item may come back to itself through a callback', () => {
  const item = '{ post: { callbacks: { done: { "{$request.body#/url}": { $ref: item.yaml } } } } }'
  const result = bundled({
    'o.yaml': `${head}paths: { /a: { $ref: item.yaml }, /b: { $ref: item.yaml } }\n`,
    'item.yaml': item,
  })
  const at = (path: string) => ({
    post: { callbacks: { done: { '{$request.body#/url}': { $ref: `#/paths/~1${path}` } } } },
  })
  assert.deepEqual(result.paths, { '/a': at('a'), '/b': at('b') })
})

test("GitHub's whole description bundles to itself", () => {
  const file = new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)
  const text = readFileSync(file, 'utf8')
  assert.ok(bundle(contractOf({ 'github.json': text })).content === `${JSON.stringify(JSON.parse(text), null, 2)}\n`)
})
