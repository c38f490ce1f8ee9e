import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parseDocument } from '#base/document.ts'
import { kinds } from '#catalog/kinds/index.ts'
import { surveyLayout } from '#catalog/layout.ts'
import { schemaFiles } from '#catalog/schema-files.ts'
import { folderTree } from '#git/folder-tree.ts'

const ajv = new Ajv2020({ allErrors: true, strictRequired: false, formats: { date: true } })
const validators = new Map(kinds.map((kind) => [kind.id, ajv.compile(kind.jsonSchema())]))

test('there is a schema file for every kind', () => {
  assert.deepEqual(
    schemaFiles().map(({ path }) => path),
    kinds.map(({ id }) => `.apigov/schemas/${id}.json`),
  )
})

test('editors accept the files of the template, and object to a key nobody knows', async () => {
  const tree = await folderTree(join(import.meta.dirname, '../../catalog-template'))
  for (const { kind, path } of surveyLayout(tree, '').files) {
    const validate = validators.get(kind.id)
    assert.ok(validate)
    const { value } = parseDocument(path, await tree.read(path))
    assert.ok(validate(value), `${path}: ${ajv.errorsText(validate.errors)}`)
    assert.ok(validate({ ...(value as object), 'x-own': 1, labels: { a: 'b' } }), path)
    assert.equal(validate({ ...(value as object), nobody: 1 }), false, path)
  }
})
