/**
 * What the rules of `buf breaking` mean for somebody who runs a client. buf asks whether generated code, JSON or the bytes on the wire
 * stay the same; we ask who is in trouble. Bytes that no longer mean what they did, and things that are gone, break running clients.
 * JSON and generated code break those who use them at all, which a contract does not say: dangerous.
 */
import type { Impact } from '../change.ts'

/** `PACKAGE` instead of `FILE`: a message that moved to another file of its package is the same message to everyone on the wire. */
export const breakingCategories = ['PACKAGE', 'WIRE_JSON', 'WIRE']

interface Topic {
  /** True where these rules look at one change of one thing: it is told once, by the first of them that spoke, with the worst impact. */
  readonly isOne?: true
  readonly rules: readonly (readonly [rule: string, impact: Impact])[]
  readonly because: string
}

export const topics: readonly Topic[] = [
  {
    isOne: true,
    because:
      'Whoever uses it has lost it. That its number is reserved keeps others from being mistaken for it, no more.',
    rules: [
      ['FIELD_NO_DELETE', 'breaking'],
      ['FIELD_NO_DELETE_UNLESS_NAME_RESERVED', 'breaking'],
      ['FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED', 'breaking'],
    ],
  },
  {
    isOne: true,
    because: 'Whoever sends the value, or waits for it, has lost it.',
    rules: [
      ['ENUM_VALUE_NO_DELETE', 'breaking'],
      ['ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED', 'breaking'],
      ['ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED', 'breaking'],
    ],
  },
  {
    isOne: true,
    because: 'Where the bytes can still be read as both types, only JSON or generated code may differ.',
    rules: [
      ['FIELD_SAME_TYPE', 'dangerous'],
      ['FIELD_WIRE_JSON_COMPATIBLE_TYPE', 'dangerous'],
      ['FIELD_WIRE_COMPATIBLE_TYPE', 'breaking'],
    ],
  },
  {
    isOne: true,
    because: 'As for types: one value and a list of one may look the same in bytes, and differ in JSON and in code.',
    rules: [
      ['FIELD_SAME_CARDINALITY', 'dangerous'],
      ['FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY', 'dangerous'],
      ['FIELD_WIRE_COMPATIBLE_CARDINALITY', 'breaking'],
    ],
  },
  {
    isOne: true,
    because: 'Names are not sent: only JSON and generated code know them.',
    rules: [
      ['FIELD_SAME_NAME', 'dangerous'],
      ['FIELD_SAME_JSON_NAME', 'dangerous'],
    ],
  },
  {
    because: 'A client that asks finds nobody.',
    rules: ['RPC_NO_DELETE', 'PACKAGE_SERVICE_NO_DELETE', 'PACKAGE_NO_DELETE'].map(
      (rule) => [rule, 'breaking'] as const,
    ),
  },
  {
    because: 'What is sent can no longer be understood, or what is waited for never comes.',
    rules: [
      'PACKAGE_MESSAGE_NO_DELETE',
      'PACKAGE_ENUM_NO_DELETE',
      'PACKAGE_EXTENSION_NO_DELETE',
      'EXTENSION_MESSAGE_NO_DELETE',
      'RPC_SAME_REQUEST_TYPE',
      'RPC_SAME_RESPONSE_TYPE',
      'RPC_SAME_CLIENT_STREAMING',
      'RPC_SAME_SERVER_STREAMING',
      'FIELD_SAME_ONEOF',
      'FIELD_SAME_DEFAULT',
      'FILE_SAME_PACKAGE',
      'MESSAGE_SAME_REQUIRED_FIELDS',
    ].map((rule) => [rule, 'breaking'] as const),
  },
  {
    because:
      'buf counts it with the wire. Nobody’s bytes change; but what was reserved may now be used anew and be mistaken.',
    rules: [
      ['RESERVED_MESSAGE_NO_DELETE', 'dangerous'],
      ['RESERVED_ENUM_NO_DELETE', 'dangerous'],
    ],
  },
  {
    because:
      'buf counts it with the wire. A client that repeats calls, or sends them as GET, may have to stop; no message changes.',
    rules: [['RPC_SAME_IDEMPOTENCY_LEVEL', 'dangerous']],
  },
  {
    because: 'Only JSON or generated code differs.',
    rules: [
      'ENUM_VALUE_SAME_NAME',
      'ENUM_SAME_JSON_FORMAT',
      'ENUM_SAME_TYPE',
      'MESSAGE_SAME_JSON_FORMAT',
      'MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR',
      'ONEOF_NO_DELETE',
      'FIELD_SAME_CPP_STRING_TYPE',
      'FIELD_SAME_JAVA_UTF8_VALIDATION',
      'FIELD_SAME_JSTYPE',
      'FIELD_SAME_UTF8_VALIDATION',
      'FILE_SAME_SYNTAX',
      'FILE_SAME_CC_ENABLE_ARENAS',
      'FILE_SAME_CC_GENERIC_SERVICES',
      'FILE_SAME_CSHARP_NAMESPACE',
      'FILE_SAME_GO_PACKAGE',
      'FILE_SAME_JAVA_GENERIC_SERVICES',
      'FILE_SAME_JAVA_MULTIPLE_FILES',
      'FILE_SAME_JAVA_OUTER_CLASSNAME',
      'FILE_SAME_JAVA_PACKAGE',
      'FILE_SAME_OBJC_CLASS_PREFIX',
      'FILE_SAME_OPTIMIZE_FOR',
      'FILE_SAME_PHP_CLASS_PREFIX',
      'FILE_SAME_PHP_METADATA_NAMESPACE',
      'FILE_SAME_PHP_NAMESPACE',
      'FILE_SAME_PY_GENERIC_SERVICES',
      'FILE_SAME_RUBY_PACKAGE',
      'FILE_SAME_SWIFT_PREFIX',
    ].map((rule) => [rule, 'dangerous'] as const),
  },
]

/** What buf has no rule for, since it breaks nobody; or, once, may. */
export const ownRules = [
  ['protobuf-service-added', 'safe', 'New beside the old.'],
  ['protobuf-rpc-added', 'safe', 'New beside the old.'],
  ['protobuf-message-added', 'safe', 'New beside the old.'],
  ['protobuf-field-added', 'safe', 'Who does not know it ignores it.'],
  ['protobuf-oneof-added', 'safe', 'Its fields are judged by themselves.'],
  ['protobuf-enum-added', 'safe', 'New beside the old.'],
  [
    'protobuf-value-added',
    'safe',
    'In proto3, code that does not know the value keeps its number; code must expect that.',
  ],
  [
    'protobuf-value-added',
    'dangerous',
    'The enum is closed (proto2): code that does not know the value acts as if nothing had been sent.',
  ],
  ['protobuf-deprecated', 'safe', 'It works as before.'],
] as const

interface Verdict {
  readonly impact: Impact
  /** Equal for rules that look at one change. */
  readonly about: unknown
  /** The lower speaks for the others. */
  readonly rank: number
}

const verdicts = new Map<string, Verdict>(
  topics.flatMap(({ rules, isOne }, index) =>
    rules.map(([rule, impact], rank) => [rule, { impact, about: isOne ? index : rule, rank }] as const),
  ),
)

/** The verdict of one of buf's rules. A rule nobody has thought about yet is no reason to call a change safe. */
export function verdictOn(rule: string): Verdict {
  return verdicts.get(rule) ?? { impact: 'dangerous', about: rule, rank: 0 }
}

/** `FIELD_NO_DELETE` → `protobuf-field-no-delete` */
export function ruleIdOf(rule: string): string {
  return `protobuf-${rule.toLowerCase().replaceAll('_', '-')}`
}

/** Every id there is for a change of a Protobuf contract. */
export const protobufRuleIds: readonly string[] = [
  ...topics.flatMap(({ rules }) => rules.map(([rule]) => ruleIdOf(rule))),
  ...ownRules.map(([rule]) => rule),
]
