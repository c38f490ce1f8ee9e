// Takes the pictures of docs/diff.md with Debian's chromium: `npm run docs:images`.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { escapeHtml } from '#base/html.ts'
import { main } from '#cli/main.ts'

const example = resolve(import.meta.dirname, 'example')
const images = resolve(import.meta.dirname, '../../docs/images')

async function diffAs(...options: readonly string[]): Promise<string> {
  let text = ''
  const stdout = { write: (more: string) => (text += more) }
  const env = { FORCE_COLOR: '1' }
  const io = { stdout, stderr: stdout, env, cwd: example, signal: new AbortController().signal }
  await main(['diff', 'before.yaml', 'after.yaml', ...options], io)
  return text
}

const styles: Readonly<Record<string, string>> = {
  1: 'font-weight: bold',
  2: 'opacity: .6',
  31: 'color: #ff7b72',
  32: 'color: #56d364',
  33: 'color: #e3b341',
}

/** The text of a terminal as a page; every style is ended by its own code, so each becomes an element. */
function terminalPage(text: string): string {
  const lines = escapeHtml(text)
    .split('\u001b[')
    .map((part, index) => {
      if (index === 0) return part
      const [, code = '', rest = ''] = /^(\d+)m(.*)$/s.exec(part) ?? []
      return `${styles[code] ? `<span style="${styles[code]}">` : '</span>'}${rest}`
    })
  const page = 'margin: 0; padding: 20px 24px; background: #0d1117; color: #e6edf3; width: max-content'
  const prompt = '<span style="opacity: .6">$ apigov diff before.yaml after.yaml</span>\n\n'
  return `<body style="${page}"><pre style="margin: 0; font: 14px/1.45 monospace">${prompt}${lines.join('')}</pre></body>`
}

async function shoot(html: string, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 720, height: 100 } })
  await page.setContent(html)
  await page.screenshot({ path: `${images}/${path}`, fullPage: true })
  await page.close()
}

mkdirSync(images, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  await shoot(await diffAs('--format', 'html'), 'diff-html.png')
  await shoot(terminalPage(await diffAs()), 'diff-terminal.png')
} finally {
  await browser.close()
}
