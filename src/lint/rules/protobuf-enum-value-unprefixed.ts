import { defineBufRule } from '../protobuf-rule.ts'

export const protobufEnumValueUnprefixed = defineBufRule({
  id: 'protobuf-enum-value-unprefixed',
  group: 'shape',
  summary:
    'Values of enums begin with the name of their enum, because in C++ and in Protobuf itself they share a scope with its neighbours.',
  source: 'Protocol Buffers style guide',
  example: {
    bad: `
      enum Kind { KIND_UNSPECIFIED = 0; CAT = 1; }`,
    good: `
      enum Kind { KIND_UNSPECIFIED = 0; KIND_CAT = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  buf: {
    ENUM_VALUE_PREFIX:
      'Put the name of the enum before it: numbers are sent, so that only JSON and generated code change.',
  },
})
