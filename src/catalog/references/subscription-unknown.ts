import { apiKind } from '../kinds/api.ts'
import { consumerKind } from '../kinds/consumer.ts'
import { defineReferenceRule, missing } from './reference-rule.ts'

export const subscriptionUnknown = defineReferenceRule({
  id: 'subscription-unknown',
  summary: 'The path of a subscription names an API and a consumer of the catalog.',
  check({ catalog, has }, report) {
    for (const { api, consumer, file } of catalog.subscriptions.values()) {
      if (!has(apiKind, { api }))
        report({ file, pointer: '', ...missing('API', api, catalog.apis.keys(), `apis/${api}/api.yaml`) })
      if (!has(consumerKind, { consumer }))
        report({
          file,
          pointer: '',
          ...missing('Consumer', consumer, catalog.consumers.keys(), `consumers/${consumer}.yaml`),
        })
    }
  },
})
