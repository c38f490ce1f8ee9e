import { defineBufRule } from '../protobuf-rule.ts'

export const protobufImportUnused = defineBufRule({
  id: 'protobuf-import-unused',
  group: 'shape',
  summary: 'Every import is used, because each one is loaded, versioned and reviewed.',
  example: {
    bad: `
      import "google/protobuf/timestamp.proto";
      message Pet { string name = 1; }`,
    good: `
      message Pet { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  buf: {
    IMPORT_USED: 'Delete it.',
  },
})
