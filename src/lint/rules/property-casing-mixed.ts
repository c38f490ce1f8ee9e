import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { type Named, outnumbered } from '../vocabulary/casing.ts'
import { reportOnce } from '../vocabulary/once.ts'

export const propertyCasingMixed = defineRule({
  id: 'property-casing-mixed',
  kinds: ['openapi', 'asyncapi'],
  group: 'shape',
  summary: 'Properties are all written in one casing, because nobody can remember which of them is the exception.',
  source: 'Zalando RESTful API Guidelines, rule 118',
  example: {
    bad: `
      components:
        schemas:
          Pet: { properties: { petName: {}, birthDate: {}, owner_id: {} } }`,
    good: `
      components:
        schemas:
          Pet: { properties: { petName: {}, birthDate: {}, ownerId: {} } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report, contract) {
    const names: Named[] = []
    return {
      schema({ value, file, pointer }) {
        if (isObject(value['properties']))
          // A schema of contracts describes their extensions, which others have named.
          for (const name of Object.keys(value['properties']))
            if (!name.startsWith('x-'))
              names.push({ name, at: { file, pointer: pointerTo(pointer, 'properties', name) } })
      },
      end() {
        const met = outnumbered(names).map(({ name, at, casing, wanted }) => ({
          at,
          subject: name,
          message: `The property \`${name}\` is in ${casing}, and most of the contract is in ${wanted.casing}`,
          help: `In the next major version, call it \`${wanted.name}\`.`,
        }))
        reportOnce(report, contract, met)
      },
    }
  },
})
