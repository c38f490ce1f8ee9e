import assert from 'node:assert/strict'
import test from 'node:test'
import { ByteLines } from '#base/byte-lines.ts'
import { LineIndex } from '#base/notation.ts'

// What is counted in bytes is told as if it had been counted in UTF-16 units: `LineIndex` is the reference.

const wide = 'aé∑😀'
const texts = {
  nothing: '',
  ASCII: 'a\nbc\n',
  'signs of one to four bytes': `${wide}\n\n${wide}${wide}\n`,
  'lines that end in every way': 'é\r\nb\r😀\n\rc',
  'a mark at the beginning': '\ufeffé\na',
  'one line over several blocks': wide.repeat(2000),
  'lines over several blocks': `${'x'.repeat(5000)}\n${`${wide}\n`.repeat(1500)}`,
}

for (const [name, text] of Object.entries(texts))
  test(`places and lines by bytes are those by UTF-16 units: ${name}`, () => {
    const [bytes, units] = [new ByteLines(new TextEncoder().encode(text)), new LineIndex(text)]
    let [byte, unit] = [0, 0]
    for (const sign of [...text, '']) {
      const place = bytes.at(byte)
      assert.deepEqual(place, units.at(unit))
      for (const most of [10, 400]) assert.equal(bytes.textAt(place, most), units.textAt(place, most))
      byte += Buffer.byteLength(sign)
      unit += sign.length
    }
    assert.equal(bytes.textAt({ line: 99999, column: 1 }, 10), null)
  })
