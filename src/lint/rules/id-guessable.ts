import type { Contract } from '../../contract/contract.ts'
import { defineRule } from '../rule.ts'
import { type Met, reportOnce } from '../vocabulary/once.ts'
import { isOfType, operationsOf, type Part, partAt } from '../vocabulary/operations.ts'
import { isPublic } from '../vocabulary/public.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const idGuessable = defineRule({
  id: 'id-guessable',
  group: 'security',
  summary:
    'Identifiers in paths of public APIs are not numbers that count up, because the next one is guessed and the total is told. Public is what no catalog says otherwise of.',
  source: 'OWASP API1:2023 Broken Object Level Authorization',
  example: {
    bad: `
      paths:
        /pets/{id}:
          get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer } }] }`,
    good: `
      paths:
        /pets/{id}:
          get: { parameters: [{ name: id, in: path, required: true, schema: { type: string, format: uuid } }] }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      if (!isPublic(contract)) return
      const met = operationsOf(contract).flatMap(({ parameters }) =>
        parameters.flatMap((one) => guessable(contract, one)),
      )
      reportOnce(report, contract, met)
    },
  }),
})

function guessable(contract: Contract, parameter: Part): readonly Met[] {
  const { name, in: place } = parameter.value
  const schema = partAt(contract, parameter, 'schema')
  if (place !== 'path' || wordsOf(String(name)).at(-1) !== 'id' || !schema || !isOfType(schema, 'integer')) return []
  return [
    {
      at: parameter,
      message: `\`${String(name)}\` is a number, so the next one can be guessed`,
      help: 'In the next major version, use a random one such as a UUID.',
      subject: String(name),
    },
  ]
}
