import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import test from 'node:test'
import * as ours from '#lint/spectral/packages.ts'
import { core, functions, rulesets } from './spectral-itself.ts'

type Judge = ((input: unknown, options: unknown, context: unknown) => unknown) & { validator(options: unknown): void }
const values: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1.5,
  '',
  'some text',
  [],
  ['a', 'a'],
  [{ a: 1 }],
  {},
  { url: 'https://{a}.test', variables: { a: { default: 'b', 'x-own': 1 } } },
  { url: 'https://a.test', variables: { a: { default: 1 } } },
  { url: 'https://a.test', variables: { a: { more: 'x' } } },
  { enum: [1], type: ['string', 2] },
  { consumes: [], parameters: 1 },
]
const optionsOf: readonly unknown[] = [
  null,
  {},
  { match: '^a' },
  { match: 1 },
  { type: 'camel', separator: { char: '--' } },
  { type: 'camel', separator: { char: '-' } },
  { type: 'shouting' },
  { values: ['a', null] },
  { values: [{}] },
  { min: 1, max: 2 },
  { min: 'one' },
  { properties: ['a', 'b'] },
  { properties: [] },
  { keyedBy: 'a' },
  { schema: { type: 'object' } },
  { schema: { type: 'object' }, dialect: 'draft3' },
  { oasVersion: 3 },
  { checkSubstitutions: true },
  { more: 1 },
]

/** What a function of a rule is given, says or throws must not depend on whether Spectral looked at it or we did. */
test('every function of Spectral takes and refuses what it takes and refuses there', () => {
  const pairs = pairsOf(functions, ours.functions)
  for (const name of ['oas', 'asyncapi', 'arazzo'] as const)
    for (const [id, rule] of Object.entries(rulesets[name].rules))
      pairs.set(`${id} of ${name}`, [judgeOf(rule), judgeOf((ours.rulesets[name].rules as never)[id])])
  assert.ok(pairs.size > 100)
  for (const [name, [theirs, own]] of pairs)
    for (const options of 'validator' in theirs ? optionsOf : []) {
      assert.deepEqual(
        outcome(() => own.validator(options)),
        outcome(() => theirs.validator(options)),
        `${name} with ${JSON.stringify(options)}`,
      )
      for (const input of values)
        assert.deepEqual(
          outcome(() => own(input, options, context)),
          outcome(() => theirs(input, options, context)),
          `${name} of ${JSON.stringify(input)} with ${JSON.stringify(options)}`,
        )
    }
})

test('a ruleset that only turns rules on and off is right or wrong as Spectral has it', () => {
  const settings = ['error', 'warn', 'info', 'hint', 'off', true, false, 0, 1, -1, 'bad', null, 1.5, {}, []]
  for (const setting of settings)
    for (const more of [{}, { formats: 1 }, { documentationUrl: 'here' }]) {
      const made = (Ruleset: typeof core.Ruleset, oas: object) =>
        outcome(() =>
          Object.keys(new Ruleset({ extends: [oas], rules: { 'info-contact': setting }, ...more } as never).rules),
        )
      assert.deepEqual(
        made(ours.core.Ruleset, ours.rulesets.oas),
        made(core.Ruleset, rulesets.oas),
        JSON.stringify({ setting, ...more }),
      )
    }
})

/** To load it takes longer than to judge most contracts, and it comes back with one more `import` of the packages' front doors. */
test('a right contract is judged without ajv, parsers and an HTTP client', () => {
  const root = resolve(import.meta.dirname, '../../..')
  const program = `
    import { readContract } from '#contract/read.ts'
    import { lint } from '#lint/lint.ts'
    import { defaultRuleset } from '#lint/ruleset.ts'
    const text = \`openapi: 3.0.3
info: { title: Pets, version: 1.0.0, description: All pets., contact: { name: n, url: 'https://a.test', email: a@a.test } }
servers: [{ url: 'https://a.test' }]
tags: [{ name: pets, description: Pets. }]
paths:
  /pets:
    get: { operationId: list, summary: List, description: Lists the pets., tags: [pets], responses: { '200': { description: ok } } }
\`
    const files = new Map([['a.yaml', { blob: '', bytes: Buffer.from(text) }]])
    const { contract } = readContract({ entry: 'a.yaml', files, refused: new Map(), identity: { catalog: '', api: '', version: '' } })
    await lint(contract, defaultRuleset)
    const { createRequire } = await import('node:module')
    const loaded = Object.entries(createRequire(import.meta.url).cache).filter(([, { children }]) => children.length > 0)
    console.log(JSON.stringify(loaded.map(([path]) => path)))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  })
  const paths = JSON.parse(stdout || '[]') as readonly string[]
  assert.ok(paths.length > 0, stderr)
  const heavy =
    /node-fetch|spectral-parsers|rulesets.dist.(asyncapi|arazzo)|es-abstract|ajv.dist.(core|ajv|2019|2020)|nimma.legacy|ruleset.function/
  assert.deepEqual(
    paths.filter((path) => heavy.test(path)),
    [],
  )
})

function pairsOf(theirs: object, own: object): Map<string, readonly [Judge, Judge]> {
  return new Map(
    Object.entries(theirs).map(([name, judge]) => [name, [judge as Judge, (own as never)[name] as Judge] as const]),
  )
}

function judgeOf(rule: unknown): Judge {
  const { then } = rule as { readonly then: { readonly function: Judge } | readonly { readonly function: Judge }[] }
  return (Array.isArray(then) ? then[0] : then).function
}

const document = { data: {}, source: null, formats: new Set() }
const context = {
  path: ['here'],
  document,
  documentInventory: { document, resolved: {}, unresolved: {}, graph: { hasNode: () => false } },
  rule: { resolved: true },
}

function outcome(act: () => unknown): unknown {
  try {
    return act()
  } catch (thrown) {
    const { message, errors } = thrown as Error & { readonly errors?: readonly Error[] }
    return { threw: errors?.map((error) => error.message) ?? message }
  }
}
