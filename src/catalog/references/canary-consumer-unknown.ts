import { pointerTo } from '../../base/place.ts'
import { consumerKind } from '../kinds/consumer.ts'
import { defineReferenceRule, missing } from './reference-rule.ts'

export const canaryConsumerUnknown = defineReferenceRule({
  id: 'canary-consumer-unknown',
  summary: 'Canaries are for consumers of the catalog.',
  check({ catalog, has }, report) {
    for (const { exposures } of catalog.apis.values())
      for (const { upstreams, file } of exposures.values())
        for (const [name, { targets }] of upstreams)
          targets.forEach(({ canary }, index) => {
            canary?.consumers?.forEach((consumer, place) => {
              if (!has(consumerKind, { consumer }))
                report({
                  file,
                  pointer: pointerTo('/upstreams', name, 'targets', index, 'canary', 'consumers', place),
                  ...missing('Consumer', consumer, catalog.consumers.keys(), `consumers/${consumer}.yaml`),
                })
            })
          })
  },
})
