import type { Fix, Scalar } from '../../base/fix.ts'
import { pointerTo, segmentsOf } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { type At, defineRule } from '../rule.ts'
import { schemaSaid } from '../vocabulary/channels.ts'
import { entriesOf, itemsOf, type Part, partAt } from '../vocabulary/operations.ts'
import { type Fault, faultOf } from '../vocabulary/wrong-value.ts'

export const exampleInvalid = defineRule({
  id: 'example-invalid',
  kinds: ['openapi', 'asyncapi'],
  group: 'documentation',
  summary: 'Examples and defaults fit their schemas, because people copy them first and read later.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.14, AsyncAPI 3.0.0, Message Example Object',
  example: {
    bad: `
      components:
        schemas:
          Pet:
            type: object
            properties: { age: { type: integer } }
            example: { age: '4' }`,
    good: `
      components:
        schemas:
          Pet:
            type: object
            properties: { age: { type: integer } }
            example: { age: 4 }`,
  },
  severity: 'warning',
  isRecommended: false,
  fixes: 'Writes a value as the type that its schema names, where it stands in quotes or lacks them.',
  visit(report, contract) {
    const judge = (what: string, holder: At, value: Json | undefined, schema: Part | null) => {
      if (value === undefined || schema === null) return
      const fault = faultOf(contract, schema, value)
      if (fault === null) return
      const inner = segmentsOf(fault.pointer)
      const at = { file: holder.file, pointer: holder.pointer + fault.pointer }
      report({
        at,
        message: `The ${what} does not fit its schema: ${inner.length === 0 ? 'it' : `\`${inner.join('.')}\``} ${fault.what}`,
        help: 'Correct it, or the schema.',
        fix: what === 'example' && helps(fault, value, schema) ? fixOf(fault, at) : undefined,
      })
    }
    // A schema that nothing fits would want it back.
    const helps = ({ pointer, instead }: Fault, value: Json, schema: Part) =>
      instead !== undefined &&
      faultOf(contract, schema, withScalar(value, segmentsOf(pointer), instead))?.pointer !== pointer
    const below = ({ file, pointer }: At, ...keys: readonly (string | number)[]): At => ({
      file,
      pointer: pointerTo(pointer, ...keys),
    })
    const judgeDescribed = (node: Part) => {
      const schema = partAt(contract, node, 'schema')
      judge('example', below(node, 'example'), node.value['example'], schema)
      for (const example of entriesOf(contract, node, 'examples').values())
        judge('example', below(example, 'value'), example.value['value'], schema)
    }
    return {
      schema(node) {
        judge('example', below(node, 'example'), node.value['example'], node)
        judge('default', below(node, 'default'), node.value['default'], node)
        const { examples } = node.value
        for (const [index, example] of (Array.isArray(examples) ? (examples as readonly Json[]) : []).entries())
          judge('example', below(node, 'examples', index), example, node)
      },
      parameter: judgeDescribed,
      header: judgeDescribed,
      'media-type'(node) {
        if (/^application\/(?:[\w.+-]+\+)?json(?:;|$)/i.test(node.key)) judgeDescribed(node)
      },
      message(node) {
        for (const [index, example] of itemsOf(contract, node, 'examples').entries())
          for (const key of ['payload', 'headers'] as const)
            judge('example', below(node, 'examples', index, key), example.value[key], schemaSaid(contract, node, key))
      },
    }
  },
})

function withScalar(value: Json, [segment, ...rest]: readonly string[], scalar: Scalar): Json {
  if (segment === undefined) return scalar
  if (Array.isArray(value)) return value.with(Number(segment), withScalar(value[Number(segment)], rest, scalar))
  if (!isObject(value)) return value
  return { ...value, [segment]: withScalar(value[segment] ?? null, rest, scalar) }
}

/** What an example says is nobody's but its reader's, so that a type can be put right. */
function fixOf({ instead }: Fault, { file, pointer }: At): Fix | undefined {
  if (instead === undefined) return undefined
  const title = `Write \`${JSON.stringify(instead)}\`.`
  return { title, edits: [{ kind: 'replace', file, pointer, value: instead }] }
}
