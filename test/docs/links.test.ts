import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import test from 'node:test'

const root = new URL('../../', import.meta.url)
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]

for (const page of pages)
  test(`${page}: every link leads to a file, and to a heading of it`, () => {
    const dead = [...textOf(page).matchAll(/\]\(((?!https?:|mailto:)[^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => {
        const { href, hash } = new URL(link, new URL(page, root))
        const file = new URL(href.slice(0, href.length - hash.length))
        return !existsSync(file) || (hash !== '' && !headingsOf(file).has(hash.slice(1)))
      })
    assert.deepEqual(dead, [])
  })

function textOf(page: string | URL): string {
  return readFileSync(new URL(page, root), 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
}

/** As GitHub names them. */
function headingsOf(page: URL): ReadonlySet<string> {
  const titles = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title)
  return new Set(
    titles.map((title) =>
      title
        .replace(/&\w+;/g, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}
