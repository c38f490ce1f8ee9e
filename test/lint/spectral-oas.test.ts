import assert from 'node:assert/strict'
import test from 'node:test'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralParsers from '@stoplight/spectral-parsers'
import { oas } from '@stoplight/spectral-rulesets'
import { lint } from '#lint/lint.ts'
import { contractOf } from '../contract/contract-source.ts'

const pet = '{ $ref: "#/components/schemas/Pet" }'
const body = (example: string) => `{ content: { application/json: { schema: ${pet}, example: ${example} } } }`
// One schema, met through requests, responses, lists and itself; examples that are wrong in one direction only.
const text = `openapi: 3.0.3
info: { title: Pets, version: 1.0.0, description: d, contact: { name: n, url: 'https://a.test', email: a@a.test } }
servers: [{ url: 'https://a.test' }]
tags: [{ name: pets }]
paths:
  /pets:
    post:
      operationId: add
      description: Adds
      tags: [pets]
      requestBody: ${body('{ name: a }')}
      responses:
        '201': { description: ok, ${body('{ name: a, secret: x }').slice(2, -2)} }
        '202': { $ref: '#/components/responses/Later' }
    get:
      operationId: list
      description: Lists
      tags: [pets]
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: ${pet} }, example: [{ id: 1, name: 2 }] } } }
        '202': { $ref: '#/components/responses/Later' }
components:
  parameters:
    Limit: { name: limit, in: query, description: d, schema: { type: integer }, example: many }
  responses:
    Later: { description: later, ${body('{ id: 1 }').slice(2, -2)} }
  schemas:
    Pet:
      type: object
      required: [id, name, secret]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string, example: 7 }
        secret: { type: string, writeOnly: true }
        kind: { $ref: '#/components/schemas/Kind' }
    Owner: { properties: { friends: { items: { $ref: '#/components/schemas/Owner' } }, age: { type: integer, default: old } } }
    Kind: { type: string, enum: [cat, dog], default: fox }
`

test('spectral:oas, made to judge examples once, finds what it finds as published', async () => {
  const spectral = new spectralCore.Spectral()
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] })
  const document = new spectralCore.Document(text, spectralParsers.Yaml, '/o.yaml')
  const theirs = (await spectral.run(document)).map(
    ({ code, message, range: { start } }) =>
      `${start.line + 1} ${code}: ${message.replaceAll('"', '`').replace(/\.$/, '')}`,
  )
  const ours = await lint(contractOf({ 'o.yaml': text }), { name: 'r.yaml', text: 'extends: spectral:oas\n' })
  assert.deepEqual(ours.map(({ rule, message, place }) => `${place?.line} ${rule}: ${message}`).sort(), theirs.sort())
  assert.ok(new Set(theirs.filter((line) => line.includes('oas3-valid'))).size > 6, 'the examples are judged at all')
})
