import { fieldRules, isOwnAnswerField } from './field-rules.ts'
import { definePluginSchema } from './plugin-schema.ts'

export const responseHeadersSchema = definePluginSchema({
  id: 'response-headers',
  summary: 'Changes the fields of answers, those of the gateway’s own among them.',
  config: fieldRules(isOwnAnswerField),
})
