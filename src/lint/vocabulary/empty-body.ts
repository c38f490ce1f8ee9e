import type { Fix } from '../../base/fix.ts'
import { pointerTo } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import type { Part } from './operations.ts'

/** The fix that takes out the body of an operation where nobody can send anything in it: some generators write one everywhere. */
export function withoutBody({ file, pointer, value }: Part): Fix | undefined {
  const body = value['requestBody']
  // The only key of an operation cannot be taken out of its text.
  if (body === undefined || !isEmpty(body) || Object.keys(value).length === 1) return undefined
  const at = { file, pointer: pointerTo(pointer, 'requestBody') }
  return { title: 'Delete the body: nothing can be sent in it.', edits: [{ kind: 'remove', ...at }] }
}

function isEmpty(body: Json): boolean {
  if (!isObject(body) || body['required'] === true || !isObject(body['content'])) return false
  return Object.values(body['content']).every((media) => {
    const schema = isObject(media) ? media['schema'] : undefined
    if (!isObject(schema) || Object.keys(schema).some((key) => key !== 'type' && key !== 'properties')) return false
    return isObject(schema['properties']) && Object.keys(schema['properties']).length === 0
  })
}
