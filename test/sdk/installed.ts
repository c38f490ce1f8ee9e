/** A client as its users have it: installed from the archive of a release, compiled into a program of theirs. */
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { SdkAsset } from '#sdk/sdk.ts'

const run = promisify(execFile)

/** As npm would: the archive's folder under its name in `node_modules`. */
export function installNpm(folder: string, assets: readonly SdkAsset[]): void {
  const installed = join(folder, 'node_modules/pets-client')
  mkdirSync(installed, { recursive: true })
  const archive = assets.find(({ name }) => name.endsWith('.tgz'))
  assert.ok(archive)
  execFileSync('tar', ['xzf', '-', '-C', installed, '--strip-components=1'], { input: archive.content })
}

/** Compiles the sources strictly and answers which of them have errors. */
export async function compile(folder: string, sources: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text)
  const root = resolve(import.meta.dirname, '../..')
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
    typeRoots: [`${root}/node_modules/@types`],
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(sources) }))
  const { stdout } = await run(`${root}/node_modules/.bin/tsc`, ['-p', folder], { cwd: folder }).catch((error) => error)
  return [...new Set([...String(stdout).matchAll(/^([\w-]+\.ts)\(/gm)].map((match) => match[1] ?? ''))].sort()
}
