import assert from 'node:assert/strict'
import test from 'node:test'
import { readContract } from '#contract/read.ts'
import { sourceOf } from './contract-source.ts'

// What two contracts say in the same words is read once, but where its references lead is asked of each of them.

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const contract = (schemas: object) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Pets', version: '1.0.0', description: 'x'.repeat(1000) },
    paths: {
      '/pets': {
        get: { responses: { 200: { description: 'ok', content: { 'text/plain': { schema: ref('Pet') } } } } },
      },
    },
    components: { schemas },
  })
const pet = {
  properties: { owner: ref('Owner') },
  discriminator: { propertyName: 'kind', mapping: { dog: '#/components/schemas/Dog' } },
}
const base = contract({ Pet: pet, Owner: { type: 'string' }, Dog: {} })

const revisions: Readonly<Record<string, string>> = {
  'the same contract': base,
  'one that lost what an unchanged part refers to': contract({ Pet: pet, Dog: {} }),
  'one that lost what an unchanged mapping refers to': contract({ Pet: pet, Owner: { type: 'string' } }),
  'one in which an unchanged part leads around in a circle': contract({ Pet: pet, Owner: ref('Owner'), Dog: {} }),
  'one with a reference in place of all properties': contract({ Pet: pet, Owner: { properties: ref('Pet') }, Dog: {} }),
  'one in which an unchanged part leads to another file': contract({
    Pet: pet,
    Owner: { $ref: 'owner.json' },
    Dog: {},
  }),
  'another version of OpenAPI': base.replace('3.0.3', '3.1.0'),
}

for (const [what, revision] of Object.entries(revisions))
  test(`beside another contract, ${what} reads as it does alone`, () => {
    const source = sourceOf({ 'openapi.json': revision, 'owner.json': '{ "$ref": "nowhere.json" }' })
    const [alone, beside] = [undefined, readContract(sourceOf({ 'base.json': base })).contract].map((like) => {
      const { contract, findings, read } = readContract(source, undefined, like)
      return { findings, read, root: contract?.root, files: contract?.files.keys().toArray(), digest: contract?.digest }
    })
    assert.deepEqual(beside, alone)
  })
