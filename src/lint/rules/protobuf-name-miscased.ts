import { defineBufRule } from '../protobuf-rule.ts'

export const protobufNameMiscased = defineBufRule({
  id: 'protobuf-name-miscased',
  group: 'shape',
  summary: 'Names are cased as the style guide has them, because generators turn them into those of each language.',
  source: 'Protocol Buffers style guide',
  example: {
    bad: `
      message pet { string petName = 1; }`,
    good: `
      message Pet { string pet_name = 1; }`,
  },
  severity: 'warning',
  isRecommended: true,
  buf: {
    ENUM_PASCAL_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    MESSAGE_PASCAL_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    SERVICE_PASCAL_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    RPC_PASCAL_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    FIELD_LOWER_SNAKE_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    ONEOF_LOWER_SNAKE_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    ENUM_VALUE_UPPER_SNAKE_CASE: 'Rename it: in bytes nothing changes, in JSON and in generated code it does.',
    PACKAGE_LOWER_SNAKE_CASE: 'Rename it in the next major version: calls go to it by its name.',
  },
})
