import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import test from 'node:test'
import { load } from 'js-yaml'
import { app } from '#cli/commands/app.ts'
import { gateway } from '#cli/commands/gateway.ts'
import { checkNames } from '#review/review.ts'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(`${root}/docs/install.md`, 'utf8')
const manifest = load(readFileSync(`${root}/app.yml`, 'utf8')) as {
  readonly default_permissions: Readonly<Record<string, string>>
}

/** The cells of the table that has these words at the head of its columns. */
function table(...head: readonly string[]): readonly (readonly string[])[] {
  const rows = page.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const from = rows.findIndex((row) => row.join() === head.join())
  const to = rows.findIndex((row, index) => index > from && row.length === 0)
  assert.ok(from >= 0, `there is no table of ${head.join(', ')}`)
  return rows.slice(from + 2, to)
}

test('the table of environment variables has what the code reads, and nothing else', () => {
  const documented = table('variable', 'read by', 'what it means').flatMap(([names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
  // The sandbox passes variables to git; it is no part of an installation.
  const sources = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$/.test(file) && !/^(sandbox|demo)\//.test(file))
    .map((file) => readFileSync(`${root}/src/${file}`, 'utf8'))
  const read = sources.flatMap((text) =>
    [...text.matchAll(/\benv\['([A-Z_]+)'\]|\bsecretOf\([^)]*'([A-Z_]+)'\)|\benv, '([A-Z_]+)'/g)].map(
      (match) => match[1] ?? match[2] ?? match[3],
    ),
  )
  assert.deepEqual([...new Set(documented)].sort(), [...new Set(read)].sort())
})

test('the table of permissions is that of app.yml', () => {
  const documented = table('permission', 'level', 'for').map(([name = '', level]) => [name.replaceAll('`', ''), level])
  assert.deepEqual(Object.fromEntries(documented), manifest.default_permissions)
})

test('the checks to require are the five there are', () => {
  const documented = [...page.matchAll(/`apigov \/ (\w+)`/g)].map(([, name]) => name)
  assert.deepEqual(new Set(documented), new Set<string>(checkNames))
})

test('the commands have the options with which the page calls them', () => {
  const known = (command: typeof app) => command.options.map(({ flags }) => flags.split(' ')[0])
  for (const command of [app, gateway])
    for (const [line] of page.matchAll(new RegExp(`^apigov ${command.id} .*$`, 'gm')))
      for (const [option] of line.matchAll(/--[\w-]+/g)) assert.ok(known(command).includes(option), line)
})
