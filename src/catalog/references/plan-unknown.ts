import { pointerTo } from '../../base/place.ts'
import { planKind } from '../kinds/plan.ts'
import { defineReferenceRule, missing } from './reference-rule.ts'

export const planUnknown = defineReferenceRule({
  id: 'plan-unknown',
  summary: 'Grants name plans of the catalog.',
  check({ catalog, has }, report) {
    for (const { grants, file } of catalog.subscriptions.values())
      grants.forEach(({ plan }, index) => {
        if (!has(planKind, { plan }))
          report({
            file,
            pointer: pointerTo('/grants', index, 'plan'),
            ...missing('Plan', plan, catalog.plans.keys(), `plans/${plan}.yaml`),
          })
      })
  },
})
