import type { z } from 'zod'
import { didYouMean } from '../base/did-you-mean.ts'
import { type Pointer, pointerTo, valueAt } from '../base/place.ts'

/**
 * What is wrong in one catalog file: a finding that does not know yet where its pointer stands, so that it can be kept with the
 * file's blob.
 */
export interface Fault {
  readonly rule: string
  readonly pointer: Pointer
  readonly message: string
  readonly help?: string
}

/** As much of JSON Schema as is needed to find which keys an object may have. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
}

/** Zod's issues in our words, one fault per offending key or value, with the near miss where there is one. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], document: unknown, schema: SchemaNode): Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, document, schema))
}

function faultsOfIssue(issue: z.core.$ZodIssue, document: unknown, schema: SchemaNode): Fault[] {
  const path = issue.path.map(String)
  const pointer = pointerTo('', ...path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, pointer, keysAt(schema, path), path.at(-1)))
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues
    return [{ rule: 'catalog-shape', pointer, message: inner?.message ?? issue.message, ...helpOf(inner) }]
  }
  // Of a choice nothing fits, the member that got furthest is the one that was meant.
  if (issue.code === 'invalid_union' && depth(issue.errors.flat()) > 0) {
    const [nearest = []] = issue.errors.toSorted((a, b) => depth(b) - depth(a))
    return nearest.flatMap((inner) =>
      faultsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, document, schema),
    )
  }
  return [{ rule: 'catalog-shape', pointer, ...sentence(issue, path, valueAt(document, pointer)) }]
}

function unknownKey(key: string, parent: Pointer, known: readonly string[], of: string | undefined): Fault {
  const near = didYouMean(key, known)
  const where = of === undefined || /^\d+$/.test(of) ? 'here' : `under \`${of}\``
  return {
    rule: 'catalog-unknown-key',
    pointer: pointerTo(parent, key),
    message: `\`${key}\` is not a key that is known ${where}${near ? `: did you mean \`${near}\`?` : ''}`,
    help: near
      ? `Write \`${near}\`, or start the key with \`x-\` if it is your own.`
      : `Use one of ${list(known)}, or start the key with \`x-\` if it is your own.`,
  }
}

function sentence(
  issue: z.core.$ZodIssue,
  path: readonly string[],
  value: unknown,
): { message: string; help?: string } {
  const name = path.findLast((segment) => !/^\d+$/.test(segment))
  const subject = name === undefined ? 'The file' : `\`${name}\``
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return { message: `${subject} is missing`, help: `Add ${subject}.` }
      return typeTrouble(subject, issue.expected, value)
    case 'invalid_value':
      return valueTrouble(subject, issue.values.map(String), value)
    case 'invalid_union':
      if ('options' in issue && issue.options) return valueTrouble(subject, issue.options.map(String), value)
      return spoken(issue.message)
    case 'too_small':
      return {
        message:
          issue.origin === 'number'
            ? `${subject} is ${quote(value)}, but has to be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
            : `${subject} is empty, but wants at least one entry`,
      }
    case 'too_big':
      return {
        message: `${subject} is ${quote(value)}, but has to be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`,
      }
    default:
      if (value === '') return { message: `${subject} is empty`, ...helpOf(issue) }
      return { ...spoken(issue.message), ...helpOf(issue) }
  }
}

/** A shape of which Zod passes on the message alone writes its help on a second line. */
function spoken(text: string): { message: string; help?: string } {
  const [message = '', help] = text.split('\n')
  return help === undefined ? { message } : { message, help }
}

function valueTrouble(subject: string, values: readonly string[], value: unknown): { message: string; help: string } {
  const help = values.length === 1 ? `Write ${list(values)}.` : `Write one of ${list(values)}.`
  if (value === undefined) return { message: `${subject} is missing`, help }
  const near = didYouMean(String(value), values)
  return { message: `${quote(value)} is not a value of ${subject}${near ? `: did you mean \`${near}\`?` : ''}`, help }
}

function typeTrouble(subject: string, expected: string, value: unknown): { message: string; help?: string } {
  if (value === null) return { message: `${subject} has no value`, help: 'Write its value, or remove the key.' }
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return {
      message: `${subject} is the ${typeof value} ${quote(value)} where text belongs`,
      help: 'Put it in quotes: without them YAML reads `1.10` as the number 1.1, and `no` or `0123` as it likes.',
    }
  return { message: `${subject} is ${kindOf(value)} where ${wanted[expected] ?? expected} belongs` }
}

const wanted: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of keys'
  return quote(value)
}

function helpOf(issue: { readonly params?: unknown } | z.core.$ZodIssue | undefined): { help?: string } {
  const params = issue && 'params' in issue ? (issue.params as { help?: unknown } | undefined) : undefined
  return typeof params?.help === 'string' ? { help: params.help } : {}
}

/** Keys an object at `path` may have, as the schema says. */
function keysAt(schema: SchemaNode, path: readonly string[]): string[] {
  const [segment, ...rest] = path
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((choice) => keysAt(choice, path))
  if (segment === undefined) return [...new Set([...Object.keys(schema.properties ?? {}), ...choices])]
  const properties = schema.properties ?? {}
  const next = Object.hasOwn(properties, segment) ? properties[segment] : (schema.items ?? schema.additionalProperties)
  return typeof next === 'object' ? [...keysAt(next, rest), ...choices] : choices
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

/** A value in backticks, cut where it is longer than a message should be. */
export function quote(value: unknown): string {
  const text = String(value)
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ')
}
