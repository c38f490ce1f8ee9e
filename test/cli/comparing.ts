import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { main } from '#cli/main.ts'
import { gitEnv } from '../git/scratch.ts'

/** Runs one command line in `cwd`, with an environment in which Git works. */
export async function runIn(cwd: string, ...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const code = await main(argv, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env: gitEnv,
    cwd,
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

export function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), text)
  }
}

/** A contract with one operation, whose response refers to `schema.yaml` beside it. */
export const contract = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: 'schema.yaml#/Pet' } } }
`
export const schema = (...properties: string[]) =>
  `Pet:\n  type: object\n  properties:\n${properties.map((name) => `    ${name}: { type: string }\n`).join('')}`
