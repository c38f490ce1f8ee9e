import { defineBufRule } from '../protobuf-rule.ts'

export const protobufEnumAlias = defineBufRule({
  id: 'protobuf-enum-alias',
  group: 'shape',
  summary: 'Values of an enum have a number each, because JSON knows only one name for a number.',
  example: {
    bad: `
      enum Kind { option allow_alias = true; KIND_UNSPECIFIED = 0; KIND_CAT = 1; KIND_CATS = 1; }`,
    good: `
      enum Kind { KIND_UNSPECIFIED = 0; KIND_CAT = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  buf: {
    ENUM_NO_ALLOW_ALIAS: 'Drop `allow_alias`, and all but one value of each number.',
  },
})
