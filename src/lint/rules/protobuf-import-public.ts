import { defineBufRule } from '../protobuf-rule.ts'

export const protobufImportPublic = defineBufRule({
  id: 'protobuf-import-public',
  group: 'evolution',
  summary: 'Imports are not public, because others then depend on what they never named.',
  example: {
    bad: `
      import public "google/protobuf/timestamp.proto";
      message Pet { google.protobuf.Timestamp born_at = 1; }`,
    good: `
      import "google/protobuf/timestamp.proto";
      message Pet { google.protobuf.Timestamp born_at = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  buf: {
    IMPORT_NO_PUBLIC: 'Import it where it is used.',
  },
})
