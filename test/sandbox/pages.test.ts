import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import test, { type TestContext } from 'node:test'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { type Company, company } from './stage.ts'
import { hostile, tellStory } from './story.ts'

const executablePath = '/usr/bin/chromium'
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function browser(t: TestContext): Promise<Browser> {
  assert.ok(existsSync(executablePath), 'These tests need a browser: run `apt-get install chromium`')
  const opened = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
  })
  t.after(() => opened.close())
  return opened
}

/** A reader who has opened the front page, and all that went wrong while reading. */
async function reader(t: TestContext, { sandbox }: Company, options: { javaScriptEnabled?: boolean } = {}) {
  const page = await (await browser(t)).newPage(options)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => wrong.push(message.text()))
  page.on('response', (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(sandbox.url)
  return { page, wrong }
}

/** As a reader sees it: what is hidden is left out, and blocks stand apart. */
const seen = async (part: Locator) => (await part.allInnerTexts()).join('\n')

const follow = async (page: Page, name: string | RegExp) => {
  await page.getByRole('link', { name }).first().click()
}

test('a reader walks from the repositories to a proposal, its checks, the remarks beside the code, releases and deployments', async (t) => {
  const stage = await company(t)
  await tellStory(stage)
  const { page, wrong } = await reader(t, stage)
  const heading = () => seen(page.getByRole('heading', { level: 1 }))
  const article = (index: number) => page.getByRole('article').nth(index)

  await follow(page, 'acme/catalog')
  assert.equal(await heading(), 'acme/catalog')
  await follow(page, /^Proposals/)
  await follow(page, 'payments: drop the coupon parameter')
  assert.equal(await heading(), 'payments: drop the coupon parameter #1')
  const checks = await page.locator('aside').getByRole('listitem').allInnerTexts()
  assert.deepEqual(
    checks.map((text) => text.replaceAll(/\s+/g, ' ').trim()),
    [
      '✓ apigov / catalog success – The catalog is valid',
      '– apigov / lint neutral – 1 warning',
      '✕ apigov / compatibility failure – 1 breaking change',
    ],
  )
  assert.equal(await article(0).getByRole('link').getAttribute('href'), 'https://example.com/plan')
  assert.deepEqual(await article(1).getByRole('cell').allInnerTexts(), [
    'payments/v2',
    'coupon removed from POST /charges',
    'major',
  ])
  assert.match(await seen(article(2)), /ada\s+asked for changes/)

  await follow(page, /^Files/)
  const rows = await page.locator('.code tr').allInnerTexts()
  const line = rows.findIndex((text) => text.includes('summary: Take a charge.'))
  assert.match(rows[line + 1] ?? '', /failure · request-parameter-removed[\s\S]*The query parameter/)
  assert.match(rows[line + 2] ?? '', /ada[\s\S]*This line stays\./)
  assert.match(
    await seen(page.locator('section')),
    /On lines this proposal does not touch\s+line 3\s+notice · info-contact/,
  )

  await page.goBack()
  await follow(page, 'apigov / compatibility')
  assert.match(await seen(page.locator('main')), /must become 3\.0\.0[\s\S]*Annotations 1[\s\S]*web-shop declares/)

  await follow(page, 'acme/catalog')
  await follow(page, /^Releases/)
  assert.match(await seen(page.locator('main')), /Payments 2\.3\.0[\s\S]*POST \/charges/)
  const [asset] = await Promise.all([page.waitForEvent('download'), follow(page, 'payments-typescript-2.3.0.tgz')])
  assert.equal(asset.suggestedFilename(), 'payments-typescript-2.3.0.tgz')
  await follow(page, /^Deployments/)
  assert.match(await seen(page.locator('section')), /success\s+prod[\s\S]*2 nodes serve it[\s\S]*waiting for 2 nodes/)
  assert.deepEqual(wrong, [])
})

test('what people write stays text: nothing of it runs, is fetched or becomes an element', async (t) => {
  const stage = await company(t)
  await tellStory(stage)
  const { page, wrong } = await reader(t, stage)
  for (const path of ['/acme/catalog/pull/1', '/acme/catalog/pull/1/files']) {
    await page.goto(stage.sandbox.url + path)
    assert.ok((await seen(page.locator('main'))).includes(hostile), path)
    assert.match(await page.title(), /· sandbox$/)
    assert.equal(await page.locator('main script, main img[onerror]').count(), 0)
  }
  const response = await page.goto(stage.sandbox.url)
  assert.match((await response?.headerValue('content-security-policy')) ?? '', /^default-src 'none'; style-src 'self'/)
  assert.deepEqual(wrong, [])
})

test('a page is not wider than a telephone', async (t) => {
  const stage = await company(t)
  await tellStory(stage)
  const { page } = await reader(t, stage)
  await page.setViewportSize({ width: 390, height: 800 })
  for (const path of [
    '',
    '/acme/catalog',
    '/acme/catalog/pull/1',
    '/acme/catalog/pull/1/files',
    '/acme/catalog/releases',
  ]) {
    await page.goto(stage.sandbox.url + path)
    const width = await page.locator('html').evaluate((root: unknown) => Object(root).scrollWidth)
    assert.ok(width <= 390, `${path} is ${width} wide`)
  }
})

test('what is not there says so', async (t) => {
  const { sandbox } = await company(t)
  for (const path of [
    '/nobody/nothing',
    '/acme/catalog/pull/7',
    '/acme/catalog/blob/main/none',
    '/acme/catalog/tree/none',
  ]) {
    const response = await fetch(sandbox.url + path)
    assert.equal(response.status, 404, path)
    assert.match(await response.text(), /<h1>Not found<\/h1>/)
  }
})
