import { LRUCache } from 'lru-cache'

const known = new LRUCache<string, readonly string[]>({ max: 5000 })

/** The words of a name in lower case, however it joins them: `petOwner_id` is `pet`, `owner`, `id`. */
export function wordsOf(name: string): readonly string[] {
  // Contracts repeat their names by the thousand, and many rules ask of each.
  let words = known.get(name)
  if (words === undefined) {
    words = splitIntoWords(name)
    if (name.length < 100) known.set(name, words)
  }
  return words
}

function splitIntoWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

export type Casing = 'camelCase' | 'snake_case' | 'kebab-case' | 'PascalCase' | 'UPPER_CASE'

const casings: readonly (readonly [Casing, RegExp])[] = [
  ['camelCase', /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/],
  ['snake_case', /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/],
  ['kebab-case', /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/],
  ['PascalCase', /^[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)*$/],
  ['UPPER_CASE', /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$/],
]

/** How a name joins its words; `null` for a single word in lower case, which fits any casing, and for what is no casing at all. */
export function casingOf(name: string): Casing | null {
  return casings.find(([, pattern]) => pattern.test(name))?.[0] ?? null
}

/** The same words in another casing. */
export function recased(name: string, casing: Casing): string {
  const words = wordsOf(name)
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  if (casing === 'snake_case') return words.join('_')
  if (casing === 'kebab-case') return words.join('-')
  if (casing === 'UPPER_CASE') return words.join('_').toUpperCase()
  const capitals = words.map(capital).join('')
  return casing === 'PascalCase' ? capitals : capitals.charAt(0).toLowerCase() + capitals.slice(1)
}

/** Nouns whose plural does not end in `s`, or that have none. */
const plurals = new Set([
  ...['people', 'children', 'men', 'women', 'media', 'data', 'metadata', 'criteria', 'indices', 'vertices', 'feet'],
  ...['news', 'feedback', 'staff', 'equipment', 'information', 'software', 'hardware', 'content', 'inventory', 'mail'],
  ...['audio', 'video', 'history', 'inbox', 'me', 'self', 'apis', 'uris', 'menus', 'cpus', 'gpus', 'emoji'],
])

/** Verbs that look like a plural. */
const verbs = new Set(['contains', 'exists', 'matches'])

/** True for a word that names several, as far as spelling tells. */
export function isPlural(word: string): boolean {
  return plurals.has(word) || (word.endsWith('s') && !verbs.has(word) && !/(?:ss|us|is)$/.test(word))
}
