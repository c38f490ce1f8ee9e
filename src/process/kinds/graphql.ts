import { type GraphqlContract, readGraphql } from '../../contract/kinds/graphql.ts'
import { diffGraphql } from '../../diff/kinds/graphql.ts'
import { defineKind } from './kind.ts'

export const graphql = defineKind<GraphqlContract>({
  id: 'graphql',
  noun: 'a GraphQL schema',
  read: async (source) => readGraphql(source),
  summarise: ({ kind, title, semver, digest, stated }) => ({
    title,
    kind,
    semver,
    semverPlace: stated,
    digest,
    operations: [],
  }),
  lint: async (contract, ruleset) => (await import('../../lint/kinds/graphql.ts')).lintGraphql(contract, ruleset),
  diff: diffGraphql,
  bundle: () => null,
})
