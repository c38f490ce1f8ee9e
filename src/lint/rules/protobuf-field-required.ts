import { defineBufRule } from '../protobuf-rule.ts'

export const protobufFieldRequired = defineBufRule({
  id: 'protobuf-field-required',
  group: 'evolution',
  summary:
    'No field is `required`, because it can never be left out again: whoever is older refuses the whole message.',
  source: 'Protocol Buffers best practices',
  example: {
    bad: `
      syntax = "proto2";
      package pets.v1;
      message Pet { required string name = 1; }`,
    good: `
      syntax = "proto2";
      package pets.v1;
      message Pet { optional string name = 1; }`,
  },
  severity: 'error',
  isRecommended: true,
  buf: {
    FIELD_NOT_REQUIRED: 'Make it `optional`, and check at the server that it is there.',
  },
})
