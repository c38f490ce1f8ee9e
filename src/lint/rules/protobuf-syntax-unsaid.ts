import { defineBufRule } from '../protobuf-rule.ts'

export const protobufSyntaxUnsaid = defineBufRule({
  id: 'protobuf-syntax-unsaid',
  group: 'shape',
  summary: 'A file says its syntax, because without it is taken for `proto2`.',
  example: {
    bad: `
      package pets.v1;
      message Pet { optional string name = 1; }`,
    good: `
      syntax = "proto3";
      package pets.v1;
      message Pet { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  buf: {
    SYNTAX_SPECIFIED: 'Write `syntax = "proto3";` first.',
  },
})
