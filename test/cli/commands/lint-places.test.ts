/**
 * Where `apigov lint` says that something stands, through every notation. Lines and columns count from 1, columns in UTF-16 code units,
 * as SARIF (`columnKind`) and the Language Server Protocol have them; a byte order mark is no column.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { scratchFolder } from '../../git/scratch.ts'
import { run } from '../run.ts'

const ruleset =
  'extends: [[spectral:oas, off]]\nrules: { path-trailing-slash: error, typed-enum: error, operation-operationId: error }\n'
const head = 'openapi: 3.0.3\ninfo: { title: Pets, version: 1.0.0 }\n'
const json = (title: string) => `"openapi": "3.0.3", "info": { "title": "${title}", "version": "1.0.0" }`

/** By what is special: the files, the first of which is linted, and `file:line:column` of each finding. */
const cases: Readonly<
  Record<string, readonly [files: Readonly<Record<string, string>>, ...places: readonly string[]]>
> = {
  'lines that end in CR and LF': [{ 'a.yaml': `${head}paths:\n  /a/: {}\n`.replaceAll('\n', '\r\n') }, 'a.yaml:4:3'],
  'lines that end in CR': [{ 'a.yaml': `${head}paths:\n  /a/: {}\n`.replaceAll('\n', '\r') }, 'a.yaml:4:3'],
  'YAML with a byte order mark': [{ 'a.yaml': `\ufeffpaths: { /a/: {} }\n${head}` }, 'a.yaml:1:10'],
  'JSON with a byte order mark': [{ 'a.json': `\ufeff{ "paths": { "/a/": {} }, ${json('A')} }` }, 'a.json:1:14'],
  'JSON indented by tabs': [{ 'a.json': `{\n\t${json('A')},\n\t"paths": {\n\t\t"/a/": {}\n\t}\n}\n` }, 'a.json:4:3'],
  'YAML with tabs between words': [
    { 'a.yaml': `${head}paths:\n  /a/:\t\n    summary:\tA\t# a\n  /b/: {}\n` },
    'a.yaml:4:3',
    'a.yaml:6:3',
  ],
  'YAML beyond ASCII': [{ 'a.yaml': `${head}paths: { /😀é: {}, /a/: {} }\n` }, 'a.yaml:3:20'],
  'JSON beyond ASCII': [{ 'a.json': `{ ${json('😀é')}, "paths": { "/a/": {} } }` }, 'a.json:1:82'],
  'an anchor: where it is written, and not where it is used': [
    {
      'a.yaml': `${head}x-item: &item\n  get: { responses: { "200": { description: All } } }\npaths:\n  /a: *item\n  /b: *item\n`,
    },
    'a.yaml:4:3',
  ],
  'a merge key': [
    {
      'a.yaml': `${head}x-base: &base\n  responses: { "200": { description: All } }\npaths:\n  /a:\n    get:\n      <<: *base\n      summary: A\n`,
    },
    'a.yaml:7:5',
  ],
  'quoted keys, and keys behind a question mark': [
    { 'a.yaml': `${head}x-note: |\n  two\n  lines\npaths:\n  "/a/"  : {}\n  ? /b/\n  : {}\n` },
    'a.yaml:7:3',
    'a.yaml:8:5',
  ],
  'references into other files, YAML and JSON': [
    {
      'a.yaml': `${head}paths:\n  /a: { $ref: "items.yaml#/a" }\n`,
      'items.yaml':
        '# first\na:\n  get:\n    responses: { "200": { description: All } }\n    parameters:\n      - { name: kind, in: query, schema: { $ref: "schemas.json#/Kind" } }\n',
      'schemas.json': '{\n  "Kind": {\n    "type": "string",\n    "enum": ["a", 1]\n  }\n}\n',
    },
    'items.yaml:3:3',
    'schemas.json:4:19',
  ],
}

for (const [what, [files, ...places]] of Object.entries(cases))
  test(`right line and column in ${what}`, async (t) => {
    const dir = scratchFolder(t)
    for (const [path, text] of Object.entries({ 'ruleset.yaml': ruleset, ...files }))
      writeFileSync(join(dir, path), text)
    const { stdout } = await run(
      dir,
      'lint',
      Object.keys(files)[0] ?? '',
      '--ruleset',
      'ruleset.yaml',
      '--format',
      'json',
    )
    const findings = JSON.parse(stdout).findings as { file: string; line: number; column: number }[]
    assert.deepEqual(
      findings.map(({ file, line, column }) => `${file}:${line}:${column}`),
      places,
    )
  })
