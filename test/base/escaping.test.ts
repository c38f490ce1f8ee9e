import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { markdownCode, markdownMessage, markdownText, terminalText } from '#base/escaping.ts'

const nasty = fc.string({
  unit: fc.constantFrom('`', '|', '\\', ' ', '\n', '\r', 'a', '<', '&', '@', '#', '1', '-', '[', ']'),
})

test('text in Markdown keeps its words and loses its markup', () => {
  const cases = {
    'a *bold* _move_': 'a \\*bold\\* \\_move\\_',
    '<img src=x onerror=alert(1)>': '&lt;img src=x onerror=alert\\(1\\)&gt;',
    '[click](https://evil.example)': '\\[click\\]\\(https://evil.example\\)',
    'one | two\n# three': 'one \\| two \\# three',
    '- item': '\\- item',
    '2. item': '2\\. item',
    '&lt; `code` ~~gone~~': '&amp;lt; \\`code\\` \\~\\~gone\\~\\~',
  }
  assert.deepEqual(Object.keys(cases).map(markdownText), Object.values(cases))
})

test('text in Markdown notifies nobody, mentions no issue and reorders nothing around it', () => {
  assert.equal(markdownText('@acme/board see #12'), '@\u200bacme/board see \\#\u200b12')
  assert.equal(markdownText('\u202Egnp.exe'), '\\\\u\\{202e\\}gnp.exe')
})

test('no line break and no bare bracket, pipe or backtick of the text survives in Markdown', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const bare = markdownText(text).replace(/\\[\\`*_{}[\]()#+!|~.-]/g, '')
      assert.doesNotMatch(bare, /[\r\n<>`|[\]\\]/)
    }),
  )
})

test('a code span holds the text as it is', () => {
  assert.equal(markdownCode('GET /pets'), '`GET /pets`')
  assert.equal(markdownCode('a`b'), '``a`b``')
  assert.equal(markdownCode('`a`'), '`` `a` ``')
  assert.equal(markdownCode(' a '), '`  a  `')
  assert.equal(markdownCode('two\nlines'), '`two lines`')
  assert.equal(markdownCode(''), '`  `')
})

test('a code span with a pipe is right inside a table and outside', () => {
  assert.equal(markdownCode('string|null'), '<code>string\\|null</code>')
})

test('no text closes its own code span', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const line = text.replace(/[\r\n]+/g, ' ')
      const span = markdownCode(text)
      if (line.includes('|')) {
        assert.match(span, /^<code>[^<>]*<\/code>$/)
        return
      }
      const fence = /^`+/.exec(span)?.[0] ?? ''
      // CommonMark 6.1: the span ends at the first run of exactly as many backticks; one space on both sides is not part of it.
      const runs = [...span.slice(fence.length).matchAll(/`+/g)]
      const end = runs.find((run) => run[0].length === fence.length)
      assert.equal(fence.length + (end?.index ?? 0) + fence.length, span.length)
      const inside = span.slice(fence.length, -fence.length)
      const shown = /^ .* $/.test(inside) && /[^ ]/.test(inside) ? inside.slice(1, -1) : inside
      assert.equal(shown.trimEnd(), line === '' ? '' : line.trimEnd())
    }),
  )
})

test('a message keeps its quoted values as code and escapes the rest', () => {
  assert.equal(markdownMessage('Remove <b> from `a_b` and `x|y`'), 'Remove &lt;b&gt; from `a_b` and <code>x\\|y</code>')
  assert.equal(markdownMessage('an odd ` stays text'), 'an odd \\` stays text')
})

test('a terminal gets line breaks and tabs, and sees escape sequences and overrides instead of obeying them', () => {
  assert.equal(terminalText('a\tb\nc'), 'a\tb\nc')
  assert.equal(terminalText('\u001b[2Jgone\r\u0007 \u202ex\u009b'), '\\u{1b}[2Jgone\\u{d}\\u{7} \\u{202e}x\\u{9b}')
})
