import { fieldRules, isOwnRequestField } from './field-rules.ts'
import { definePluginSchema } from './plugin-schema.ts'

export const requestHeadersSchema = definePluginSchema({
  id: 'request-headers',
  summary:
    'Changes the fields of requests on their way to the upstream. `{consumer}` in a value is who calls; where nobody has a name, the field is left out.',
  // A token may end at the gateway. To set one would mean a secret in the repository.
  config: fieldRules(isOwnRequestField, ['authorization']),
})
