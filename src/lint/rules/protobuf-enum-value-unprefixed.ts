import { defineProtobufRule } from '../protobuf-rule.ts'

export const protobufEnumValueUnprefixed = defineProtobufRule({
  id: 'protobuf-enum-value-unprefixed',
  group: 'shape',
  summary:
    'Values of enums begin with the name of their enum, because in C++ and in Protobuf itself they share a scope with its neighbours.',
  source: 'Protocol Buffers style guide, buf lint: `ENUM_VALUE_PREFIX`',
  example: {
    bad: `
      enum Kind { KIND_UNSPECIFIED = 0; CAT = 1; }`,
    good: `
      enum Kind { KIND_UNSPECIFIED = 0; KIND_CAT = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  asks: ['ENUM_VALUE_PREFIX'],
  visit(report, { elements }) {
    const messages = new Set(elements.filter(({ kind }) => kind === 'message').map(({ name }) => name))
    const enums = new Map(elements.filter(({ kind }) => kind === 'enum').map((each) => [each.name, each]))
    const scopeOf = (value: string) => enums.get(value.slice(0, value.lastIndexOf('.')))?.within ?? ''
    return {
      ENUM_VALUE_PREFIX({ message, at }) {
        // The scope of an enum within a message is that message, which is room enough.
        if (messages.has(scopeOf(at.name))) return
        report({
          at,
          message,
          help: 'Put the name of the enum before it: numbers are sent, so that only JSON and generated code change.',
        })
      },
    }
  },
})
