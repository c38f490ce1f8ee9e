import { wordsOf } from './words.ts'

/** True for names of points in time: `created_at`, `birthDate`, `timestamp`; not `update` or `at`. */
export function isMoment(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  return ['date', 'datetime', 'timestamp'].includes(last) || (last === 'at' && words.length > 1)
}
