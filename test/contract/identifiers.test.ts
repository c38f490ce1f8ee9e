import assert from 'node:assert/strict'
import test from 'node:test'
import { readContract } from '#contract/read.ts'
import { contractOf, sourceOf } from './contract-source.ts'

const head = 'openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\ncomponents:\n  schemas:\n'

/** The schemas of a contract as they are read, and what is told of them. */
function read(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const { contract, findings } = readContract(sourceOf({ 'openapi.yaml': head + yaml, ...files }))
  const told = findings.map(({ severity, rule, message, place }) => `${place?.line} ${severity} ${rule}: ${message}`)
  const components = contract?.root['components'] as { readonly schemas: unknown } | undefined
  return { schemas: components?.schemas, told }
}

test('identifiers: a schema is found by its anchor, its address, and a pointer into it', () => {
  assert.deepEqual(
    read(`    Pet: { $anchor: pet, type: object }
    Order:
      $id: https://acme.example/schemas/order
      $defs: { line: { $anchor: line, type: string } }
      properties:
        line: { $ref: '#line' }
        same: { $ref: '#/$defs/line' }
        also: { $ref: 'order#/$defs/line' }
    Cart: { properties: { order: { $ref: 'https://acme.example/schemas/order' }, pet: { $ref: '#pet' }, $anchor: { type: string } } }
`),
    {
      schemas: {
        Pet: { type: 'object' },
        Order: {
          $defs: { line: { type: 'string' } },
          properties: {
            line: { $ref: '#/components/schemas/Order/$defs/line' },
            same: { $ref: '#/components/schemas/Order/$defs/line' },
            also: { $ref: '#/components/schemas/Order/$defs/line' },
          },
        },
        Cart: {
          properties: {
            order: { $ref: '#/components/schemas/Order' },
            pet: { $ref: '#/components/schemas/Pet' },
            $anchor: { type: 'string' },
          },
        },
      },
      told: [],
    },
  )
})

test('identifiers: files call schemas of each other by name', () => {
  assert.deepEqual(
    read(`    Order: { $ref: 'shared.yaml#order' }\n    Pet: { $anchor: pet, type: object }\n`, {
      'shared.yaml': 'order: { $anchor: order, properties: { pet: { $ref: "openapi.yaml#pet" } } }\n',
    }),
    { schemas: { Order: { $ref: 'shared.yaml#/order' }, Pet: { type: 'object' } }, told: [] },
  )
})

test('identifiers: a dynamic reference with one target leads there', () => {
  assert.deepEqual(
    read(`    Tree: { $dynamicAnchor: node, properties: { children: { items: { $dynamicRef: '#node' } } } }\n`),
    { schemas: { Tree: { properties: { children: { items: { $ref: '#/components/schemas/Tree' } } } } }, told: [] },
  )
})

test('identifiers: a dynamic reference with several targets is taken for any of them, and told', () => {
  assert.deepEqual(
    read(`    Page:
      $id: https://acme.example/page
      properties: { items: { items: { $dynamicRef: '#item' } } }
      $defs: { item: { $dynamicAnchor: item } }
    Pets:
      $id: https://acme.example/pets
      $ref: page
      $defs: { item: { $dynamicAnchor: item, type: object } }
`),
    {
      schemas: {
        Page: {
          properties: {
            items: {
              items: {
                anyOf: [
                  { $ref: '#/components/schemas/Page/$defs/item' },
                  { $ref: '#/components/schemas/Pets/$defs/item' },
                ],
              },
            },
          },
          $defs: { item: {} },
        },
        Pets: { $ref: '#/components/schemas/Page', $defs: { item: { type: 'object' } } },
      },
      told: [
        '7 warning ref-dynamic: Where `#item` leads depends on the way to it: it is taken for any of the 2 schemas of that name',
      ],
    },
  )
})

test('identifiers: a name nobody has and an address of elsewhere are errors, never passed over', () => {
  assert.deepEqual(
    read(`    A: { $ref: '#gone' }
    B: { $dynamicRef: '#lost' }
    C: { $ref: 'https://elsewhere.example/pet' }
    D: { $anchor: here }
`).told,
    [
      '5 error ref-unresolved: `#gone` names an anchor that no schema has',
      '6 error ref-unresolved: `#lost` names an anchor that no schema has',
      '7 error ref-outside: `https://elsewhere.example/pet` is an address, and nothing is fetched',
    ],
  )
})

test('identifiers: what looks like one in an example or a default is data', () => {
  const schema = { default: { $ref: '#a', $id: 'x' }, examples: [{ $anchor: 'a' }], enum: [{ $dynamicRef: '#a' }] }
  assert.deepEqual(read(`    A: ${JSON.stringify(schema)}\n`), { schemas: { A: schema }, told: [] })
})

test('identifiers: an address of itself leads to the document (OpenAPI 3.2, `$self`)', () => {
  const contract = contractOf({
    'openapi.yaml': `openapi: 3.2.0
$self: https://acme.example/api/openapi
info: { title: Pets, version: 1.0.0 }
components: { schemas: { A: { $ref: 'openapi#/components/schemas/B' }, B: { type: string } } }
`,
  })
  assert.deepEqual(contract.root['components'], {
    schemas: { A: { $ref: '#/components/schemas/B' }, B: { type: 'string' } },
  })
})

test('identifiers: a dialect that is not JSON Schema 2020-12 is told', () => {
  const dialect = (uri: string) =>
    readContract(
      sourceOf({
        'o.yaml': `openapi: 3.1.0\njsonSchemaDialect: ${uri}\ninfo: { title: P, version: '1' }\npaths: {}\n`,
      }),
    ).findings.map(({ rule }) => rule)
  assert.deepEqual(dialect('https://spec.openapis.org/oas/3.1/dialect/base'), [])
  assert.deepEqual(dialect('http://json-schema.org/draft-07/schema#'), ['schema-dialect-unknown'])
})
