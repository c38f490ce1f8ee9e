import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { chromium } from 'playwright-core'
import type { Diff } from '#diff/change.ts'
import type { Compared } from '#report/formatter.ts'
import { formatDiff, formatFindings } from '#report/report.ts'
import { diff, findings } from '../findings.ts'

const shown = (what: Diff, more: Partial<Compared> = {}) =>
  [...formatDiff(what, { base: 'a.yaml', revision: 'b.yaml', ...more }, 'html')].join('')

test('html: nothing of a contract becomes markup, and nothing is fetched', () => {
  const hostile = '<script>alert(1)</script>\u202e" onload="x'
  const [change] = diff.changes
  assert.ok(change)
  const page = shown(
    {
      ...diff,
      changes: [{ ...change, message: hostile, subject: { kind: 'operation', method: 'GET', path: hostile } }],
    },
    { base: hostile, line: () => hostile },
  )
  assert.doesNotMatch(page, /<script|onload="|\u202e/)
  assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/)
  assert.doesNotMatch(page, /(src|href)=/)
  assert.match(formatFindings(findings, 'html'), /Tag <code>&#60;b&#62;&#34;\\u\{1b\}\[31m@all<\/code> is unknown/)
})

const executablePath = '/usr/bin/chromium'

test('html: operations stand worst first, and boxes hide what is not ticked without a script', async (t) => {
  assert.ok(existsSync(executablePath), 'This test needs a browser: run `apt-get install chromium`')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  t.after(() => browser.close())
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.setContent(shown(diff))
  const visible = async () => {
    const texts: string[] = []
    for (const one of await page.locator('h2, article > p:first-child').all())
      if (await one.isVisible()) texts.push((await one.textContent()) ?? '')
    return texts
  }
  assert.deepEqual(await visible(), [
    'GET /pets',
    'breaking The response no longer has the required property name',
    'POST /pets',
    'safe The operation is new',
  ])
  await page.getByLabel('1 safe').uncheck()
  assert.deepEqual(await visible(), ['GET /pets', 'breaking The response no longer has the required property name'])
  await page.getByLabel('1 breaking').uncheck()
  assert.deepEqual(await visible(), [])
})
