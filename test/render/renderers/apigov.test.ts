import test from 'node:test'
import { compileGateway, render } from '#render/render.ts'
import { apigov } from '#render/renderers/apigov.ts'
import { shop, summaryOf } from '../shop.ts'

test('apigov: writes the snapshot an entry a line, and beside it where each entry came from', (t) => {
  const contract = summaryOf('2.3.1', 'GET /charges', 'POST /charges !', 'GET /charges/{id} !')
  const gateway = compileGateway({ ...shop(), contractOf: () => contract })
  const files = render(apigov, gateway, { environment: 'prod', commit: 'a'.repeat(40), sequence: 7, sign: null })
  for (const { path, content } of files)
    t.assert.fileSnapshot(content, `${import.meta.dirname}/apigov/${path}.snap`, { serializers: [String] })
})
