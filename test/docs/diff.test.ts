import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { diff } from '#cli/commands/diff.ts'
import { formats } from '#report/report.ts'

const page = new URL('../../docs/diff.md', import.meta.url)
const text = readFileSync(page, 'utf8')

test('docs/diff.md: names every option and every format, and none that there is not', () => {
  const options = diff.options.map(({ flags }) => flags.split(' ')[0] ?? '')
  const named = new Set([...text.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option))
  assert.deepEqual([...named].sort(), options.filter((option) => option !== '--flatten-allof').sort())
  const rows = [...text.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, format]) => format)
  assert.deepEqual(rows.sort(), [...formats].sort())
})

test('docs/diff.md: every file it links to is there', () => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link)
  assert.deepEqual(
    links.filter((link) => !existsSync(new URL(link, page))),
    [],
  )
})
