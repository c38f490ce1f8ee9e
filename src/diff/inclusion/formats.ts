import type { Json } from '../../contract/contract.ts'

/**
 * Formats that leave no doubt: a value that has one, and a shape that whatever has it has. Texts for `some` are valid in every
 * reading of the format.
 */
const texts: Readonly<Record<string, { readonly some: string; readonly shape: RegExp }>> = {
  date: { some: '2020-01-31', shape: /^\d{4}-\d\d-\d\d$/ },
  'date-time': { some: '2020-01-31T12:00:00Z', shape: /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d/ },
  email: { some: 'a@example.com', shape: /^[^@]+@/ },
  uuid: { some: '5ab3c2d1-9d2e-4c3a-8f0a-1b2c3d4e5f60', shape: /^[\da-fA-F]{8}-[\da-fA-F-]{27}$/ },
  uri: { some: 'https://example.com/', shape: /^[A-Za-z][\w+.-]*:/ },
  ipv4: { some: '192.0.2.1', shape: /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/ },
}
const numbers: Readonly<Record<string, number>> = { int32: 2 ** 31, int64: 2 ** 63 }

/** Whether a value has a format: `null` where it looks as if it had, or nobody can say. */
export function formatHolds(format: Json | undefined, value: string | number): boolean | null {
  if (typeof format !== 'string') return true
  if (typeof value === 'number') {
    const limit = Object.hasOwn(numbers, format) ? numbers[format] : undefined
    return limit === undefined || (Number.isInteger(value) && value >= -limit && value < limit)
  }
  const known = Object.hasOwn(texts, format) ? texts[format] : undefined
  if (known === undefined) return null
  return value === known.some ? true : known.shape.test(value) ? null : false
}

/** A text that has the format. */
export function exampleOfFormat(format: Json | undefined): string | undefined {
  return typeof format === 'string' && Object.hasOwn(texts, format) ? texts[format]?.some : undefined
}
