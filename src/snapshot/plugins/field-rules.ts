/** Which fields of messages a config may touch, and with what. */
import { z } from 'zod'
import { fieldName } from './shapes.ts'

/** Of one hop, framing, or what the gateway says or checks itself: the same on requests and answers. */
const ownFields = [
  ...['connection', 'content-length', 'expect', 'host', 'http2-settings', 'keep-alive', 'proxy-authenticate'],
  ...['proxy-authentication-info', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'via', 'x-request-id'],
]
const ownRequestFields = new Set([...ownFields, 'authorization', 'forwarded', 'x-api-key', 'x-real-ip'])
const ownAnswerFields = new Set([
  ...ownFields,
  ...['content-encoding', 'deprecation', 'ratelimit', 'ratelimit-policy', 'sunset', 'www-authenticate'],
])

/** Whether a field of requests is the gateway's own business. */
export function isOwnRequestField(name: string): boolean {
  return ownRequestFields.has(name) || name.startsWith('x-forwarded-')
}

/** Whether a field of answers is the gateway's own business, or another plugin's. */
export function isOwnAnswerField(name: string): boolean {
  return ownAnswerFields.has(name) || name.startsWith('access-control-')
}

/** Latin-1 without control characters (RFC 9110 section 5.5); a line end in it would begin another field. */
const fieldValue = z.string().regex(/^[\x21-\x7e\xa0-\xff]([\t\x20-\x7e\xa0-\xff]{0,1998}[\x21-\x7e\xa0-\xff])?$/, {
  error: 'This is not the value of a header field\nUse one line of Latin-1 text, without spaces around it.',
})

/**
 * What is done to the fields of a message: removed first, then set in place of what was there, then added.
 * @param isOwn names that may not be touched; `removable` may be removed all the same.
 */
export function fieldRules(isOwn: (name: string) => boolean, removable: readonly string[] = []) {
  const free = (name: z.ZodType<string, string>, isFree = (_: string) => false) =>
    name.refine((text) => !isOwn(text.toLowerCase()) || isFree(text.toLowerCase()), {
      error: ({ input }) => `\`${String(input)}\` is the gateway’s own\nLeave it out.`,
    })
  const values = z.record(free(fieldName), fieldValue).prefault({})
  return z
    .strictObject({
      add: values.describe('By name: a value beside what is there.'),
      set: values.describe('By name: a value in place of what is there.'),
      remove: z
        .array(free(fieldName, (name) => removable.includes(name)))
        .prefault([])
        .describe('Names.'),
    })
    .refine(({ add, set, remove }) => remove.length + Object.keys({ ...add, ...set }).length > 0, {
      error: 'This does nothing\nName fields under `add`, `set` or `remove`.',
    })
}
