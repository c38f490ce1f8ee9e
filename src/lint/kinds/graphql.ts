import { compareFindings, type Finding } from '../../base/finding.ts'
import { pointerTo } from '../../base/place.ts'
import type { GraphqlContract } from '../../contract/kinds/graphql.ts'
import type { Coordinate } from '../graphql-rule.ts'
import { loadedOnce } from '../lint.ts'
import { rulesFor } from '../overrides.ts'
import type { Ruleset } from '../ruleset.ts'
import { runRules } from '../run-rules.ts'
import { schemaOf } from './graphql-schema.ts'

/**
 * Every finding of the ruleset's house rules about a schema, as a reader walks the file; what a ruleset says in Spectral's own words is
 * about YAML and JSON. Throws an `ApigovError` where the ruleset cannot be used.
 */
export async function lintGraphql(contract: GraphqlContract, ruleset: Ruleset): Promise<Finding[]> {
  const schema = { ...schemaOf(contract.schema), setting: contract.setting }
  const { catalog, api, version } = contract.identity
  const { house } = await loadedOnce(ruleset)
  const pointerOf = (coordinate: Coordinate) => pointerTo('', ...coordinate.split('.'))
  const findings = runRules<Coordinate>(
    {
      kind: 'graphql',
      contract: schema,
      root: '',
      key: (coordinate) => coordinate,
      place: (coordinate) => contract.place(coordinate) ?? { file: contract.entry, line: 1, column: 1 },
      parts: (coordinate) => ({ catalog, api, version, pointer: pointerOf(coordinate) }),
      address: (coordinate) => ({ file: contract.entry, pointer: pointerOf(coordinate) }),
      mayFix: () => false,
      walk(show) {
        const { types, directiveArguments } = schema
        for (const type of types.values()) {
          show('type', type.coordinate, type)
          for (const field of type.fields) {
            show('field', field.coordinate, field)
            for (const argument of field.arguments) show('input', argument.coordinate, argument)
          }
          for (const input of type.inputs) show('input', input.coordinate, input)
          for (const value of type.values) show('value', value.coordinate, value)
        }
        for (const argument of directiveArguments) show('input', argument.coordinate, argument)
      },
    },
    rulesFor(house, [contract.entry]),
  )
  return findings.sort(compareFindings)
}
