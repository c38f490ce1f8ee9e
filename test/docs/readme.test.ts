import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { commands } from '#cli/commands/index.ts'
import { checkNames } from '#review/review.ts'

const root = new URL('../../', import.meta.url)
const pages = ['README.md', 'docs/architecture.md', 'docs/lint.md']
const scripts = Object.keys(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).scripts)

for (const page of pages) {
  const text = readFileSync(new URL(page, root), 'utf8')

  test(`${page}: every file it links to is there`, () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '')
    assert.deepEqual(
      links.filter((link) => !existsSync(new URL(link, new URL(page, root)))),
      [],
    )
  })

  test(`${page}: every command and script it names exists`, () => {
    const named = [...text.matchAll(/^apigov ([a-z]+)/gm)].map((match) => match[1])
    const known = commands.map(({ id }) => id)
    assert.deepEqual(
      named.filter((name) => !known.includes(name ?? '')),
      [],
    )
    const run = [...text.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1])
    assert.deepEqual(
      run.filter((name) => !scripts.includes(name ?? '')),
      [],
    )
  })
}

test('README.md: shows every command but those for the catalog’s own upkeep, and every check', () => {
  const text = readFileSync(new URL('README.md', root), 'utf8')
  const shown = new Set([...text.matchAll(/^apigov ([a-z]+)/gm)].map((match) => match[1]))
  assert.deepEqual(
    commands.map(({ id }) => id).filter((id) => !shown.has(id)),
    ['migrate', 'schema'],
  )
  assert.deepEqual(
    [...text.matchAll(/^\| `apigov \/ ([a-z]+)`/gm)].map((match) => match[1]),
    [...checkNames],
  )
})
