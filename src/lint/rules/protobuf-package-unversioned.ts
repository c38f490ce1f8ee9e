import { defineBufRule } from '../protobuf-rule.ts'

export const protobufPackageUnversioned = defineBufRule({
  id: 'protobuf-package-unversioned',
  group: 'evolution',
  summary: 'A package ends in its version, so that the next one can be served beside it.',
  source: 'Google AIP-185',
  example: {
    bad: `
      syntax = "proto3";
      package pets;
      message Pet { string name = 1; }`,
    good: `
      syntax = "proto3";
      package pets.v1;
      message Pet { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: true,
  buf: {
    PACKAGE_VERSION_SUFFIX: 'End new packages in `.v1`; an existing one is renamed with its next major version.',
    PACKAGE_DEFINED: 'Write one, as in `package acme.pets.v1;`.',
  },
})
