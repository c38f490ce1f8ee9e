import { defineBufRule } from '../protobuf-rule.ts'

export const protobufImportUnstable = defineBufRule({
  id: 'protobuf-import-unstable',
  group: 'evolution',
  summary: 'A package that is stable imports none that is not, or it is only called stable.',
  source: 'Google AIP-185',
  example: {
    bad: `
      // pets/v1/pet.proto
      syntax = "proto3";
      package pets.v1;
      import "owners/v1beta1/owner.proto";
      message Pet { owners.v1beta1.Owner owner = 1; }
      // owners/v1beta1/owner.proto
      syntax = "proto3";
      package owners.v1beta1;
      message Owner { string name = 1; }`,
    good: `
      // pets/v1/pet.proto
      syntax = "proto3";
      package pets.v1;
      import "owners/v1/owner.proto";
      message Pet { owners.v1.Owner owner = 1; }
      // owners/v1/owner.proto
      syntax = "proto3";
      package owners.v1;
      message Owner { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  buf: {
    STABLE_PACKAGE_NO_IMPORT_UNSTABLE: 'Import the stable version, or call this one `…beta1`.',
  },
})
