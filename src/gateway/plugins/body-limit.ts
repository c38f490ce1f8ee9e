import { bodyLimitSchema } from '../../snapshot/plugins/body-limit.ts'
import { type Exchange, isCoded } from '../exchange.ts'
import { bodyTooLarge, codedBody, type Problem } from '../problem.ts'
import { isDeeper } from '../validation/json-depth.ts'
import { definePlugin } from './plugin.ts'

const tooDeep: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'The JSON of the body is nested deeper than this API takes',
}

/** A length that is too large is refused at once, before anything else is looked at; the rest is counted as it comes. */
export const bodyLimit = definePlugin({
  schema: bodyLimitSchema,
  compile({ size, jsonDepth }) {
    const arrive = (exchange: Exchange) => {
      exchange.bodyLimit = Math.min(exchange.bodyLimit, size)
      return Number(exchange.fields.contentLength ?? 0) > size ? bodyTooLarge : undefined
    }
    if (jsonDepth === undefined) return { arrive }
    const look = async (exchange: Exchange) => {
      const body = await exchange.readBody(size)
      if (!Buffer.isBuffer(body)) return body
      return isDeeper(body, jsonDepth) ? tooDeep : undefined
    }
    return {
      arrive,
      serve(exchange) {
        if (!exchange.hasBody) return undefined
        return isCoded(exchange) ? codedBody : look(exchange)
      },
    }
  },
})
