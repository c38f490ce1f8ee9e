import assert from 'node:assert/strict'
import test from 'node:test'
import { catalogKind } from '#catalog/kinds/catalog.ts'
import { readAs } from './reading.ts'

test('the settings of a catalog, all written', () => {
  const text = `format: 1
catalog: acme
environments: [dev, prod]
shared: common/**
review: { board: api-board, failOn: warning, known: none }
compatibility:
  deprecationDaysBeta: 30
  deprecationDaysStable: 180
  stabilityLevel: alpha
  severityLevels: { endpoint-added: none }
  matchPath: ^/v2/
  flattenAllof: false
maxContractBytes: 1000
`
  assert.deepEqual(readAs(catalogKind, {}, text), {
    value: {
      file: 'file.yaml',
      catalog: 'acme',
      environments: ['dev', 'prod'],
      shared: 'common/**',
      review: { board: 'api-board', failOn: 'warning', known: 'none' },
      compatibility: {
        deprecationDaysBeta: 30,
        deprecationDaysStable: 180,
        stabilityLevel: 'alpha',
        severityLevels: { 'endpoint-added': 'none' },
        matchPath: '^/v2/',
        flattenAllof: false,
      },
      maxContractBytes: 1000,
      plugins: new Map(),
    },
    faults: [],
  })
})

test('the settings of a catalog, all wrong', () => {
  const text = `format: 2
environments: []
shared: 7
review: { failOn: eror }
maxContractBytes: 0
`
  assert.deepEqual(readAs(catalogKind, {}, text).faults, [
    '/format: This apigov does not read format `2`',
    '/catalog: `catalog` is missing',
    '/environments: `environments` is empty, but wants at least one entry',
    '/shared: `shared` is the number `7` where text belongs',
    '/review/failOn: `eror` is not a value of `failOn`: did you mean `error`?',
    '/maxContractBytes: `maxContractBytes` is `0`, but has to be more than 0',
  ])
})

test('how contracts are compared, all wrong', () => {
  const text = `format: 1
catalog: acme
environments: [dev]
compatibility:
  deprecationDaysBeta: -1
  deprecationDayStable: 180
  stabilityLevel: bet
  severityLevels: { endpoint-added: wran, "a b": err }
  matchPath: (?=a)b
  flattenAllof: 1
`
  assert.deepEqual(readAs(catalogKind, {}, text).faults, [
    '/compatibility/deprecationDaysBeta: `deprecationDaysBeta` is `-1`, but has to be at least 0',
    '/compatibility/stabilityLevel: `bet` is not a value of `stabilityLevel`: did you mean `beta`?',
    '/compatibility/severityLevels/endpoint-added: `wran` is not a value of `endpoint-added`: did you mean `warn`?',
    '/compatibility/severityLevels/a b: `a b` is not the id of a rule',
    '/compatibility/matchPath: `(?=a)b` is no regular expression that can be followed',
    '/compatibility/flattenAllof: `flattenAllof` is `1` where `true` or `false` belongs',
    '/compatibility/deprecationDayStable: `deprecationDayStable` is not a key that is known under `compatibility`: did you mean `deprecationDaysStable`?',
  ])
})

test('a glob can be long or hostile, but not for long', () => {
  const shared = (glob: string) =>
    readAs(catalogKind, {}, `format: 1\ncatalog: a\nenvironments: [dev]\nshared: "${glob}"\n`).faults
  for (const fine of ['shared/**', 'a/*.yaml', 'common/v*/**']) assert.deepEqual(shared(fine), [], fine)
  for (const refused of ['../other/**', '/etc/*', '+(+(a|a))b', '{a,b}', '*a*a*a*a*a*a*'])
    assert.deepEqual(shared(refused), [`/shared: \`${refused}\` is not a glob of files below the catalog`])
})
