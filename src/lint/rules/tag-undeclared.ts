import { pointerTo } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { type At, defineRule } from '../rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'
import { operationsOf } from '../vocabulary/operations.ts'

interface Used {
  readonly tag: string
  /** Of the operation. */
  readonly name: string
  readonly at: At
}

export const tagUndeclared = defineRule({
  id: 'tag-undeclared',
  group: 'documentation',
  summary: 'Tags are declared at the top, once and in order, so that a typing mistake makes no chapter of its own.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.22',
  example: {
    bad: `
      tags: [{ name: pets }]
      paths:
        /pets:
          get: { tags: [pet] }`,
    good: `
      tags: [{ name: pets }]
      paths:
        /pets:
          get: { tags: [pets] }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['operation-tag-defined'],
  visit: (report, contract) => ({
    document() {
      const declared = new Set(listOf(contract.root['tags']).map((tag) => (isObject(tag) ? tag['name'] : undefined)))
      const used = operationsOf(contract).flatMap(({ name, value, file, pointer }) =>
        listOf(value['tags']).flatMap((tag, index) =>
          typeof tag === 'string' ? [{ tag, name, at: { file, pointer: pointerTo(pointer, 'tags', index) } }] : [],
        ),
      )
      const tags = {
        things: [...Map.groupBy(used, ({ tag }) => tag).values()].flatMap(([first]) => first ?? []),
        noun: 'tags',
        whole: { file: contract.entry, pointer: '' },
        nameOf: ({ tag, name }: Used) => `The tag \`${tag}\` of \`${name}\``,
        placeOf: ({ at }: Used) => at,
      }
      reportLackingThings(report, tags, {
        lacks: ({ tag }) => !declared.has(tag),
        each: 'is not declared',
        all: 'is declared',
        help: 'Declare it under `tags` of the document, or correct it.',
      })
    },
  }),
})

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
