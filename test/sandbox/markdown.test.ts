import assert from 'node:assert/strict'
import test from 'node:test'
import { markdown } from '#sandbox/pages/markdown.ts'

const cases: Record<string, readonly [text: string, shown: string]> = {
  'paragraphs and emphasis': ['a **b** *c* ~~d~~', '<p>a <strong>b</strong> <em>c</em> <del>d</del></p>'],
  'code keeps what it holds': ['`a **b** <c>`', '<p><code>a **b** &lt;c&gt;</code></p>'],
  'headings stay below the page’s own': ['# One', '<h2>One</h2>'],
  'a line break of a remark is one': ['a\nb', '<p>a<br />b</p>'],
  'folding sections fold': [
    '<details><summary>more</summary>\n\nhidden\n\n</details>',
    '<details><summary>more</summary><p>hidden</p>\n</details>',
  ],
  'links lead to the web or within the page': [
    '[a](https://x.example) [b](/y)',
    '<p><a href="https://x.example" rel="nofollow noopener">a</a> <a href="/y" rel="nofollow noopener">b</a></p>',
  ],
  'a link that would run or leave in disguise leads nowhere': [
    '[a](javascript:alert(1)) [b](//evil.example)',
    '<p><a rel="nofollow noopener">a</a> <a rel="nofollow noopener">b</a></p>',
  ],
  'an attribute cannot be broken out of': [
    '[a](https://x/"onclick="y)',
    '<p><a href="https://x/%22onclick=%22y" rel="nofollow noopener">a</a></p>',
  ],
  'other markup is text': ['a <script>b</script>', '<p>a &lt;script&gt;b&lt;/script&gt;</p>'],
  'hidden markers are hidden': ['<!-- apigov -->\n\nx', '<p>x</p>'],
  'images are named, not fetched': ['![logo](https://x.example/l.png)', '<p><em>logo</em></p>'],
}

for (const [name, [text, shown]] of Object.entries(cases))
  test(`markdown: ${name}`, () => assert.equal(markdown(text).html.trim(), shown))

test('markdown: a hostile text is answered, however deep it nests', () => {
  for (const text of [
    '>'.repeat(20_000),
    `${'[('.repeat(20_000)}`,
    '`a'.repeat(20_000),
    '- '.repeat(20_000),
    '**a '.repeat(20_000),
  ])
    assert.equal(typeof markdown(text).html, 'string')
})
