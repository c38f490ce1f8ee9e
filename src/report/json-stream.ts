/** The pieces of `JSON.stringify(document, null, 2)` and a line feed, with `items` in its one empty list called `key`, one at a time. */
export function* jsonWith(document: object, key: string, items: Iterable<unknown>): Iterable<string> {
  // A quotation mark inside a value is written `\"`, so this text can only be the key.
  const hole = `${JSON.stringify(key)}: []`
  const [before = '', after = ''] = JSON.stringify(document, null, 2).split(hole)
  const indent = before.slice(before.lastIndexOf('\n'))
  yield `${before}${JSON.stringify(key)}: [`
  let some = false
  for (const item of items) {
    yield `${some ? ',' : ''}${indent}  ${JSON.stringify(item, null, 2).replaceAll('\n', `${indent}  `)}`
    some = true
  }
  yield `${some ? indent : ''}]${after}\n`
}
