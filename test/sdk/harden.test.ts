import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { harden } from '#sdk/harden.ts'

test('what does not shape the types goes, names and texts become harmless', () => {
  const { document, left } = harden(
    {
      openapi: '3.1.0',
      info: { title: '"; import os', version: '1.0.0', contact: { name: "', x" }, 'x-logo': 1 },
      servers: [{ url: 'https://api.example/v1', description: 'd' }, { url: 'https://a/`b`' }],
      tags: [{ name: '../../etc' }],
      externalDocs: { url: 'https://x.example' },
      paths: {
        '/pets/{pet_id}': {
          get: {
            operationId: '../../pet; rm -rf /',
            tags: ['../../etc', 'other'],
            summary: 'ends */ here',
            'x-codegen': true,
            responses: { 200: { description: 'a"""b\\N{x}', headers: { 'x-rate': { schema: { type: 'string' } } } } },
          },
        },
        '/`process.exit()`': { get: {} },
      },
      components: {
        schemas: {
          Pet: { type: 'object', properties: { 'x-kind': { type: 'string' }, description: { type: 'string' } } },
        },
      },
    },
    'pets API',
    '1.2.3',
  )
  assert.deepEqual(document, {
    openapi: '3.1.0',
    servers: [{ url: 'https://api.example/v1' }],
    paths: {
      '/pets/{pet_id}': {
        get: {
          operationId: 'pet_rm_rf',
          tags: ['etc'],
          summary: 'ends * / here',
          responses: { 200: { description: "a'b/N{x}", headers: { 'x-rate': { schema: { type: 'string' } } } } },
        },
      },
    },
    components: {
      schemas: {
        Pet: { type: 'object', properties: { 'x-kind': { type: 'string' }, description: { type: 'string' } } },
      },
    },
    info: { title: 'pets API', version: '1.2.3' },
  })
  assert.deepEqual(left, ['/`process.exit()`'])
})

test('no text ends a comment or a literal, and every operation has an identifier', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('*', '/', '"', "'", '`', '\\', '$', '{', '\n', '\u202e', '\u0000', ' ', 'a', 'é'),
  })
  fc.assert(
    fc.property(hostile, (text) => {
      const { document } = harden({ paths: { '/a': { get: { description: text, operationId: text } } } }, 't', '1.0.0')
      const operation = JSON.parse(JSON.stringify(document)).paths['/a'].get
      assert.doesNotMatch(operation.description, /\*\/|\/\*|["`\\\p{C}]|'''|\$\{/u)
      assert.match(operation.operationId, /^[A-Za-z][A-Za-z0-9_]*$/)
    }),
  )
})
