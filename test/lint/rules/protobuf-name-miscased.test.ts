import { protobufNameMiscased } from '#lint/rules/protobuf-name-miscased.ts'
import { testRule } from './test-rule.ts'

const help = 'Rename it: in bytes nothing changes, in JSON and in generated code it does.'

testRule(protobufNameMiscased, {
  accepts: {
    'generated names of map entries, and names of what comes with the compiler':
      'import "google/protobuf/timestamp.proto";\nmessage Pet { map<string, google.protobuf.Timestamp> seen_at = 1; }',
  },
  rejects: {
    'each where it stands, whatever stands before it': {
      contract: 'message pet {\n\t/* 😀漢e\u0301\u200b */ string petName = 1;\n}',
      findings: [
        { at: 'pets.proto:3:9', message: 'Message name `pet` should be PascalCase, such as `Pet`', help },
        {
          at: 'pets.proto:4:22',
          message: 'Field name `petName` should be lower_snake_case, such as `pet_name`',
          help,
        },
      ],
    },
    'also where a comment tells buf to look away: an exception is approved, not written': {
      contract: 'message Pet {\n  // buf:lint:ignore FIELD_LOWER_SNAKE_CASE\n  string petName = 1;\n}',
      findings: [
        { at: 'pets.proto:5:10', message: 'Field name `petName` should be lower_snake_case, such as `pet_name`', help },
      ],
    },
  },
})
