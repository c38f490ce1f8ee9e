import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import test from 'node:test'

// The house, ground floor first. A folder may import what stands on a lower line; on its own line only what `beside` grants.
const floors: readonly (readonly string[])[] = [
  ['base'],
  ['contract', 'snapshot', 'catalog'],
  ['lint', 'diff', 'policy'],
  ['changelog', 'sdk', 'render', 'portal', 'report'],
  ['review', 'release'],
  ['git', 'github', 'notify', 'process'],
  ['workflow', 'gateway', 'sandbox'],
  ['cli', 'app'],
  ['demo'],
]
const beside: Readonly<Record<string, readonly string[]>> = {
  contract: ['snapshot'], // what requests look like is put into a snapshot
  catalog: ['snapshot', 'contract'], // plugin configs are checked, and the contract of a version is found, when a catalog is read
  policy: ['lint', 'diff'], // policy weighs what the other two found
  release: ['review'], // a release releases what the review would have shown
  cli: ['app'], // `apigov app`
}
// Stricter than the floors: what must not know of the rest although it stands above it.
const only: Readonly<Record<string, readonly string[]>> = {
  gateway: ['snapshot', 'base'],
  sandbox: ['base'],
}
const adapters: Readonly<Record<string, string>> = {
  'simple-git': 'git',
  '@octokit/core': 'github',
  '@octokit/auth-app': 'github',
  'node:worker_threads': 'process',
  ioredis: 'gateway',
}

const src = resolve(import.meta.dirname, '../../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.m?ts$/.test(file))
const roomOf = (file: string) => relative(src, file).split('/')[0] ?? ''
const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room))

test('every folder of src has its floor', () => {
  const homeless = [...new Set(files.map((file) => roomOf(join(src, file))))].filter((room) => floorOf(room) < 0)
  assert.deepEqual(homeless, [], 'Say in `floors` where these folders sit')
})

test('no folder imports one that stands above it or, unless granted, beside it', () => {
  const climbs: string[] = []
  for (const file of files) {
    const from = roomOf(join(src, file))
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) {
        const to = roomOf(resolve(dirname(join(src, file)), specifier))
        if (to === from) continue
        const allowed = only[from]?.includes(to) ?? (floorOf(to) < floorOf(from) || beside[from]?.includes(to) === true)
        if (!allowed) climbs.push(`src/${file} imports ${specifier}`)
      } else {
        const home = adapters[specifier]
        if (home !== undefined && home !== from && from !== 'sandbox' && from !== 'demo')
          climbs.push(`src/${file} imports ${specifier}, whose home is src/${home}`)
      }
    }
  }
  assert.deepEqual(climbs, [])
})

/** Static, type-only and dynamic imports, and re-exports, with a literal specifier. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*(?:\{[^}]*\}[^'"\n;]*)?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}
