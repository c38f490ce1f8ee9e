import { defineRule } from '../rule.ts'
import { isOfType, operationsOf, partAt } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const idGuessable = defineRule({
  id: 'id-guessable',
  group: 'security',
  summary: 'Identifiers in paths are not numbers that count up, because the next one is guessed and the total is told.',
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
      for (const { parameters } of operationsOf(contract))
        for (const parameter of parameters) {
          const { name, in: place } = parameter.value
          const schema = partAt(contract, parameter, 'schema')
          if (place !== 'path' || wordsOf(String(name)).at(-1) !== 'id' || !schema || !isOfType(schema, 'integer'))
            continue
          report({
            at: parameter,
            message: `\`${String(name)}\` is a number, so the next one can be guessed`,
            help: 'In the next major version, use a random one such as a UUID.',
          })
        }
    },
  }),
})
