import { isOfType, type Part } from './operations.ts'
import { wordsOf } from './words.ts'

const sumWords = new Set(['amount', 'price', 'fee', 'cost'])

/** A text is a sum where it is called an amount: prices and fees are referred to by text. Names with dots are made of others. */
export function isSum(name: string, part: Part): boolean {
  const last = wordsOf(name).at(-1) ?? ''
  if (!sumWords.has(last) || name.includes('.')) return false
  return isOfType(part, 'integer', 'number') || (last === 'amount' && isOfType(part, 'string'))
}
