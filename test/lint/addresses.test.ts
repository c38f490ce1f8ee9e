import assert from 'node:assert/strict'
import test from 'node:test'
import { ApigovError } from '#base/errors.ts'
import { treeOf } from '#base/tree.ts'
import { lint } from '#lint/lint.ts'
import { rulesetWith } from '#lint/ruleset-closure.ts'
import { addressedRulesets } from '#review/addressed-rulesets.ts'
import { contractOf } from '../contract/contract-source.ts'

import { webOf } from './web.ts'

const contract = contractOf({
  'pets.yaml': 'openapi: 3.0.3\ninfo: { title: pets, version: 1.0.0 }\npaths: { /pets/: {} }\n',
})
const capital = `rules:
  title-capital: { given: $.info.title, then: { function: pattern, functionOptions: { match: '^[A-Z]' } } }
`

/** `rule severity` of each finding by a ruleset in a file or at an address; or what is said where it cannot be used. */
async function told(name: string, text: string, web: ReturnType<typeof webOf>) {
  try {
    const ruleset = await rulesetWith(name, text, async () => null, null, web)
    return (await lint(contract, ruleset)).map(({ rule, severity }) => `${rule} ${severity}`)
  } catch (thrown) {
    assert.ok(thrown instanceof ApigovError, String(thrown))
    return `${thrown.message} | ${thrown.hint}`
  }
}

test('a ruleset extends what stands at an address, and that what stands beside it there', async () => {
  const web = webOf({
    'https://rules.example/v1/all.yaml': 'extends: [./parts/title.yaml, ../slash.json?a=b]\n',
    'https://rules.example/v1/parts/title.yaml': capital,
    'https://rules.example/slash.json?a=b': '{ "extends": [["/off", "off"], "bare"] }',
    'https://rules.example/off': 'extends: apigov:standards/shape\n',
    'https://rules.example/bare': 'rules: { path-trailing-slash: error }\n',
  })
  const text = 'extends: [[HTTPS://rules.example/v1/all.yaml, all]]\nrules: { title-capital: info }\n'
  assert.deepEqual((await told('ruleset.yaml', text, web)).toString(), 'title-capital info,path-trailing-slash error')
  assert.equal(web.asked.length, 5)
  const itself = await told('https://rules.example/v1/mine.yaml', 'extends: all.yaml\n', web)
  assert.deepEqual(itself.toString(), 'title-capital warning,path-trailing-slash error')
})

const refused: readonly (readonly [
  what: string,
  text: string,
  said: string,
  web?: Readonly<Record<string, string>>,
])[] = [
  [
    'an address at which nothing is',
    'rules: {}\nextends:\n  - https://rules.example/gone.yaml\n',
    'r.yaml:3:5 `https://rules.example/gone.yaml` answered 404 | Correct the address, or save what is there as a file, and name that instead.',
  ],
  [
    'one that leads to such an address',
    'extends: https://rules.example/a.yaml\n',
    'https://rules.example/a.yaml:1:1 `https://rules.example/b.yaml` answered 404 | Correct the address, or save what is there as a file, and name that instead.',
    { 'https://rules.example/a.yaml': 'extends: ./b.yaml\n' },
  ],
  [
    'an address in the clear',
    'extends: http://rules.example/a.yaml\n',
    'r.yaml:1:1 `http://rules.example/a.yaml` is not fetched: on its way it could be changed | Write `https:`, or save it as a file.',
    { 'http://rules.example/a.yaml': 'rules: {}\n' },
  ],
  [
    'code at an address',
    'extends: https://rules.example/a.js?raw\n',
    'r.yaml:1:1 `https://rules.example/a.js?raw` is code at an address, and such code is not run: nobody has agreed to it in a commit | Save it in the repository, and name that file instead.',
    { 'https://rules.example/a.js?raw': 'export default {}' },
  ],
  [
    'a function at an address',
    'extends: https://rules.example/a.yaml\n',
    'https://rules.example/a.yaml:1:13 `https://rules.example/functions/f.js` is code at an address, and such code is not run: nobody has agreed to it in a commit | Save it in the repository, and name that file instead.',
    {
      'https://rules.example/a.yaml': 'functions: [f]\n',
      'https://rules.example/functions/f.js': 'export default () => {}',
    },
  ],
  [
    'a page instead of a ruleset',
    'extends: https://rules.example/a\n',
    'https://rules.example/a:1:1 A ruleset is a mapping | Begin it with `extends:` or `rules:`.',
    { 'https://rules.example/a': '<html>' },
  ],
  [
    'a circle of addresses',
    'extends: https://rules.example/a.yaml\n',
    'https://rules.example/b.yaml:1:1 `./a.yaml` extends this file again | Let one of the two stand for itself.',
    { 'https://rules.example/a.yaml': 'extends: ./b.yaml\n', 'https://rules.example/b.yaml': 'extends: ./a.yaml\n' },
  ],
]

for (const [what, text, said, texts = {}] of refused)
  test(`never fewer rules than asked for: ${what}`, async () => {
    const web = webOf(texts)
    assert.equal(await told('r.yaml', text, web), `The ruleset cannot be used: ${said}`)
    assert.deepEqual(
      web.asked.filter((address) => /^http:|\.js/.test(address)),
      [],
    )
  })

test('addresses that lead to more addresses for ever come to an end', async () => {
  let asked = 0
  const endless = {
    async read() {
      asked += 1
      return { text: `extends: ./${asked}.yaml\n` }
    },
  }
  const ruleset = await rulesetWith(
    'r.yaml',
    'extends: https://rules.example/0.yaml\n',
    async () => null,
    null,
    endless,
  )
  await assert.rejects(lint(contract, ruleset), {
    message:
      'The ruleset cannot be used: https://rules.example/99.yaml:1:1 `https://rules.example/100.yaml` is one file more than the 100 that a ruleset may have',
  })
})

test('for a review, the addresses of the base alone are asked, and what they answer is written down', async () => {
  const web = webOf({ 'https://rules.example/a.yaml': 'extends: ./b.yaml\n' })
  const catalog = { 'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [prod]\n' }
  const base = treeOf({ ...catalog, 'policies/ruleset.yaml': 'extends: https://rules.example/a.yaml\n' })
  assert.deepEqual(await addressedRulesets(base, web), {
    rulesets: {
      'https://rules.example/a.yaml': { text: 'extends: ./b.yaml\n' },
      'https://rules.example/b.yaml': { failure: 'answered 404' },
    },
  })
  assert.deepEqual(await addressedRulesets(treeOf(catalog), web), {})
  assert.deepEqual(await addressedRulesets(null, web), {})
})
