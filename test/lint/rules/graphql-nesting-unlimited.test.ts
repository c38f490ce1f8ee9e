import { graphqlNestingUnlimited } from '#lint/rules/graphql-nesting-unlimited.ts'
import { testRule } from './test-rule.ts'

const help = 'Limit depth or cost at the server, and say the costs in the schema by `@cost` and `@listSize`.'

testRule(graphqlNestingUnlimited, {
  accepts: {
    'types that lead nowhere back': 'type Query { a: A }\ntype A { b: [B] }\ntype B { name: String }',
    'a circle that no query reaches': 'type Query { a: Int }\ntype Lost { lost: [Lost] }',
    'a schema that says what its fields cost': 'type Query { a: A }\ntype A { a: [A] @cost(weight: "2") }',
    'a query type that leads back to itself, as mutations give it': 'type Query { self: Query, name: String }',
  },
  rejects: {
    'of all circles, a short one that multiplies': {
      contract: `type Query { post: Post }
type Post { parent: Post, author: Author }
type Author { posts: PostConnection }
type PostConnection { edges: [PostEdge] }
type PostEdge { node: Post, cursor: String }`,
      findings: [
        {
          at: 'schema.graphql:1:6',
          message:
            'Queries can nest without end: `Post.author`, `Author.posts`, `PostConnection.edges`, `PostEdge.node` lead back to `Post`, each time to many',
          help,
        },
      ],
    },
    'a circle through a union': {
      contract: 'type Query { found: Found }\nunion Found = Person\ntype Person { knows: Found }',
      findings: [
        {
          at: 'schema.graphql:1:6',
          message: 'Queries can nest without end: `Person.knows` leads back to `Person`',
          help,
        },
      ],
    },
  },
})
