import { defineProtobufRule, type Said } from '../protobuf-rule.ts'

const help = 'Write a comment above it: what it is, when to use it, what may be missing.'

export const protobufCommentMissing = defineProtobufRule({
  id: 'protobuf-comment-missing',
  group: 'documentation',
  summary:
    'Messages, services, calls and enums are described, because generated code and its documentation show nothing else.',
  source: 'Protocol Buffers style guide, buf lint: `COMMENT_MESSAGE`, `COMMENT_SERVICE`, `COMMENT_RPC`, `COMMENT_ENUM`',
  example: {
    bad: `
      message Pet { string name = 1; }`,
    good: `
      // Who lives here and is no person.
      message Pet { string name = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  asks: ['COMMENT_MESSAGE', 'COMMENT_SERVICE', 'COMMENT_RPC', 'COMMENT_ENUM'],
  visit(report, { elements, packages }) {
    const said: Said[] = []
    const collect = (one: Said) => said.push(one)
    return {
      COMMENT_MESSAGE: collect,
      COMMENT_SERVICE: collect,
      COMMENT_RPC: collect,
      COMMENT_ENUM: collect,
      end() {
        const [first] = packages
        const asked = elements.filter(({ kind }) => kind !== 'field' && kind !== 'value' && kind !== 'oneof')
        const lacking = said.map(({ at }) => ({ at, message: `\`${at.name}\` is not described`, help }))
        if (first !== undefined && lacking.length > 1 && lacking.length === asked.length)
          report({
            at: { file: first.file, position: first.start, name: '' },
            message: `None of the ${asked.length} messages, services, calls and enums is described`,
            help,
            each: lacking,
          })
        else for (const one of lacking) report(one)
      },
    }
  },
})
