import { operationIdMadeOfPath } from '#lint/rules/operation-id-made-of-path.ts'
import { testRule } from './test-rule.ts'

testRule(operationIdMadeOfPath, {
  accepts: {
    'one that happens to say the same of a short path': 'paths: { /pets: { get: { operationId: getPets } } }',
    'one that says what is done': "paths: { '/pets/{petId}': { get: { operationId: getPet } } }",
  },
  rejects: {
    'method and path before or after each other, whatever the casing': {
      contract: `paths:
  /pets/{petId}:
    get: { operationId: GetPetsByPetId }
    put: { operationId: replace_pets__petId__put }
    delete: { operationId: dropPet }`,
      findings: [
        {
          at: 'openapi.yaml:5:5',
          message: '`GetPetsByPetId` is made of the method and the path, and changes with them',
          help: 'Choose one that says what is done, and keep it.',
        },
        {
          at: 'openapi.yaml:6:5',
          message: '`replace_pets__petId__put` is made of the method and the path, and changes with them',
          help: 'Choose one that says what is done, and keep it.',
        },
      ],
    },
  },
})
