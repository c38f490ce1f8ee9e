import assert from 'node:assert/strict'
import test from 'node:test'
import { contentOf, routeOf, send, startStage, startUpstream } from '../stage.ts'

test('deprecation: says since when, until when, and where to go, in place of what the upstream says', async (t) => {
  const origin = await startUpstream(t, (_, response) =>
    response.setHeader('deprecation', 'true').setHeader('link', '</api/2>; rel="next"').end(),
  )
  const config = { date: '2026-11-01', sunset: '2027-06-30', successor: '/v2', documentation: 'https://docs.example/' }
  const content = contentOf([origin], { routes: [routeOf({ plugins: [{ id: 'deprecation', config }] })] })
  const { headers } = await send((await startStage(t, content)).port, '/api/x')
  assert.deepEqual(
    [headers['deprecation'], headers['sunset'], headers['link']],
    [
      '@1793491200',
      'Wed, 30 Jun 2027 23:59:59 GMT',
      '</api/2>; rel="next", </v2>; rel="successor-version", <https://docs.example/>; rel="deprecation"; type="text/html"',
    ],
  )
})

test('deprecation: is told with refusals as well', async (t) => {
  const config = { sunset: '2027-06-30' }
  const routes = [routeOf({ auth: { kind: 'any', methods: ['api-key'] }, plugins: [{ id: 'deprecation', config }] })]
  const { port } = await startStage(t, contentOf(['http://127.0.0.1:9'], { routes }))
  const { status, headers } = await send(port, '/api/x')
  assert.deepEqual(
    [status, headers['sunset'], headers['deprecation']],
    [401, 'Wed, 30 Jun 2027 23:59:59 GMT', undefined],
  )
})
