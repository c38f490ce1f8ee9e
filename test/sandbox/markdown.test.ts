import assert from 'node:assert/strict'
import test from 'node:test'
import { markdown } from '#sandbox/pages/markdown.ts'

const cases: Record<string, readonly [text: string, shown: string]> = {
  'paragraphs and emphasis': ['a **b** *c* ~~d~~', '<p>a <strong>b</strong> <em>c</em> <del>d</del></p>'],
  'code keeps what it holds': ['`a **b** <c>`', '<p><code>a **b** &#60;c&#62;</code></p>'],
  'a fence keeps its lines': ['```yaml\na: 1\n\n# b\n```', '<pre><code>a: 1\n\n# b</code></pre>'],
  'headings stay below the page’s own': ['# One', '<h2>One</h2>'],
  'escaped signs and entities are the signs': ['\\*a\\* &lt;b&gt;', '<p>*a* &#60;b&#62;</p>'],
  'links lead to the web or within the page': [
    '[a](https://x.example) [b](/y) [c](#z)',
    '<p><a href="https://x.example" rel="nofollow noopener">a</a> <a href="/y" rel="nofollow noopener">b</a> <a href="#z" rel="nofollow noopener">c</a></p>',
  ],
  'a link that would run or leave in disguise is only its text': [
    '[a](javascript:alert(1)) [b](//evil.example)',
    '<p>[a](javascript:alert(1)) b</p>',
  ],
  'an attribute cannot be broken out of': [
    '[a](https://x/"onclick="y)',
    '<p><a href="https://x/&#34;onclick=&#34;y" rel="nofollow noopener">a</a></p>',
  ],
  'markup is text': ['<img src=x onerror=y>', '<p>&#60;img src=x onerror=y&#62;</p>'],
  'hidden markers are hidden': ['<!-- apigov -->x', '<p>x</p>'],
  'lists nest': ['- a\n  - b\n- c', '<ul><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ul>'],
  'images are named, not fetched': ['![logo](https://x.example/l.png)', '<p><em>logo</em></p>'],
}

for (const [name, [text, shown]] of Object.entries(cases))
  test(`markdown: ${name}`, () => assert.equal(markdown(text).html, shown))

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
