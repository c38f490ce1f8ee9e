import { defineBufRule } from '../protobuf-rule.ts'

export const protobufPackageDivided = defineBufRule({
  id: 'protobuf-package-divided',
  group: 'shape',
  summary:
    'The files of a package stand together and agree on their options, because generators make one module of them.',
  example: {
    bad: `
      // pets/v1/pet.proto
      syntax = "proto3";
      package pets.v1;
      message Pet { string name = 1; }
      // owners/v1/owner.proto
      syntax = "proto3";
      package pets.v1;
      message Owner { string name = 1; }`,
    good: `
      // pets/v1/pet.proto
      syntax = "proto3";
      package pets.v1;
      message Pet { string name = 1; }
      // pets/v1/owner.proto
      syntax = "proto3";
      package pets.v1;
      message Owner { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  buf: {
    PACKAGE_SAME_DIRECTORY: 'Move them into one folder.',
    DIRECTORY_SAME_PACKAGE: 'Give each package a folder of its own.',
    PACKAGE_SAME_CSHARP_NAMESPACE: 'Write the same in all of them.',
    PACKAGE_SAME_GO_PACKAGE: 'Write the same in all of them.',
    PACKAGE_SAME_JAVA_MULTIPLE_FILES: 'Write the same in all of them.',
    PACKAGE_SAME_JAVA_PACKAGE: 'Write the same in all of them.',
    PACKAGE_SAME_PHP_NAMESPACE: 'Write the same in all of them.',
    PACKAGE_SAME_RUBY_PACKAGE: 'Write the same in all of them.',
    PACKAGE_SAME_SWIFT_PREFIX: 'Write the same in all of them.',
  },
})
