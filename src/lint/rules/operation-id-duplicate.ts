import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'

export const operationIdDuplicate = defineRule({
  id: 'operation-id-duplicate',
  group: 'documentation',
  summary: 'No two operations share an `operationId`, because links and SDKs could not tell them apart.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets:
          get: { operationId: pets }
          post: { operationId: pets }`,
    good: `
      paths:
        /pets:
          get: { operationId: findPets }
          post: { operationId: addPet }`,
  },
  severity: 'error',
  isRecommended: false,
  supersedes: ['operation-operationId-unique'],
  visit: (report, contract) => ({
    document() {
      const first = new Map<string, string>()
      for (const { name, file, pointer, value } of operationsOf(contract)) {
        const id = value['operationId']
        if (typeof id !== 'string') continue
        const other = first.get(id)
        if (other === undefined) first.set(id, name)
        else
          report({
            at: { file, pointer: pointerTo(pointer, 'operationId') },
            message: `\`${name}\` is called \`${id}\`, as \`${other}\` is`,
            help: 'Give it a name of its own.',
          })
      }
    },
  }),
})
