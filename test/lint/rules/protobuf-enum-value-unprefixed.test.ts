import { protobufEnumValueUnprefixed } from '#lint/rules/protobuf-enum-value-unprefixed.ts'
import { testRule } from './test-rule.ts'

testRule(protobufEnumValueUnprefixed, {
  accepts: {
    'values of an enum within a message, whose scope they have for themselves':
      'message Pet { enum Kind { UNSPECIFIED = 0; CAT = 1; } Kind kind = 1; }',
  },
  rejects: {
    'a value whose neighbours are those of the whole package': {
      contract: 'enum Kind { KIND_UNSPECIFIED = 0; CAT = 1; }',
      findings: [
        {
          at: 'pets.proto:3:35',
          message: 'Enum value name `CAT` should be prefixed with `KIND_`',
          help: 'Put the name of the enum before it: numbers are sent, so that only JSON and generated code change.',
        },
      ],
    },
  },
})
