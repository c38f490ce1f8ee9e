import { defineBufRule } from '../protobuf-rule.ts'

export const protobufEnumZeroMeaningful = defineBufRule({
  id: 'protobuf-enum-zero-meaningful',
  group: 'shape',
  summary: 'The value 0 of an enum says that none was sent, because what was left out looks just like it.',
  source: 'Protocol Buffers style guide',
  example: {
    bad: `
      enum Kind { KIND_CAT = 0; }`,
    good: `
      enum Kind { KIND_UNSPECIFIED = 0; KIND_CAT = 1; }`,
  },
  severity: 'warning',
  isRecommended: true,
  buf: {
    ENUM_ZERO_VALUE_SUFFIX:
      'Let 0 be `…_UNSPECIFIED`, and give what it means now a number of its own in the next major version.',
    ENUM_FIRST_VALUE_ZERO: 'Write the value 0 first.',
  },
})
