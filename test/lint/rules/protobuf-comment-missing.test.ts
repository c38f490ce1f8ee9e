import { protobufCommentMissing } from '#lint/rules/protobuf-comment-missing.ts'
import { testRule } from './test-rule.ts'

const help = 'Write a comment above it: what it is, when to use it, what may be missing.'

testRule(protobufCommentMissing, {
  accepts: {
    'fields and values, whose names may be enough': '// A pet.\nmessage Pet { string name = 1; }',
  },
  rejects: {
    'what is not described among what is': {
      contract: '// A pet.\nmessage Pet { message Tag { string text = 1; } }',
      findings: [{ at: 'pets.proto:4:15', message: '`pets.v1.Pet.Tag` is not described', help }],
    },
    'all at once where nothing is, at the package': {
      contract: 'message Pet { message Tag { string text = 1; } }',
      findings: [
        {
          at: 'pets.proto:2:1',
          message: 'None of the 2 messages, services, calls and enums is described',
          help,
        },
      ],
    },
  },
})
