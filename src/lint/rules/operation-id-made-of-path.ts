import { type At, defineRule } from '../rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'
import { type Operation, operationsOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const operationIdMadeOfPath = defineRule({
  id: 'operation-id-made-of-path',
  group: 'documentation',
  summary:
    'An `operationId` is chosen, not made of method and path: it has to stay when those change, and SDKs name their methods by it.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets/{petId}:
          get: { operationId: read_pet_pets__pet_id__get }`,
    good: `
      paths:
        /pets/{petId}:
          get: { operationId: readPet }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      const operations = {
        things: operationsOf(contract).filter(({ value }) => typeof value['operationId'] === 'string'),
        noun: 'operations',
        whole: { file: contract.entry, pointer: '/paths' },
        nameOf: ({ value }: Operation) => `\`${String(value['operationId'])}\``,
        placeOf: (operation: Operation): At => operation,
      }
      reportLackingThings(report, operations, {
        lacks: isMade,
        each: 'is made of the method and the path, and changes with them',
        all: 'has an `operationId` of its own: all are made of method and path',
        help: 'Choose one that says what is done, and keep it.',
      })
    },
  }),
})

/** `get_pets_by_pet_id`, `read_pet_pets__pet_id__get`: all of the path, parameters included, and the method beside it. */
function isMade({ value, path, method }: Operation): boolean {
  const said = wordsOf(String(value['operationId'])).join(' ')
  const parts = wordsOf(path)
  // Of a short path, the best name may well be the same words.
  if (parts.length < 2 || !path.includes('{')) return false
  const bare = said.replaceAll(/\bby /g, '')
  return bare === `${method} ${parts.join(' ')}` || bare.endsWith(`${parts.join(' ')} ${method}`)
}
