import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { escapeHtml, html, rawHtml } from '#base/html.ts'

test('values are escaped, markup made by the tag is kept, lists are joined', () => {
  const items = ['a & b', '<c>'].map((item) => html`<li title="${item}">${item}</li>`)
  assert.equal(
    html`<ul>${items}</ul>`.html,
    '<ul><li title="a &#38; b">a &#38; b</li><li title="&#60;c&#62;">&#60;c&#62;</li></ul>',
  )
})

test('nothing is shown for null, undefined and booleans; zero is shown', () => {
  assert.equal(html`${null}${undefined}${true}${false}${0}${rawHtml('<hr>')}`.html, '0<hr>')
})

test('no text leaves an element, an attribute in double quotes or one in single quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ' ') }), (text) => {
      const escaped = escapeHtml(text)
      assert.doesNotMatch(escaped, /[<>"']|&(?!#\d+;)/)
      assert.equal(
        escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
        text,
      )
    }),
  )
})

test('a value that only looks like markup, as a contract can hold one, is refused', () => {
  const title = JSON.parse('{"html":"<script>alert(1)</script>"}')
  assert.throws(() => html`<h1>${title}</h1>`, TypeError)
})
