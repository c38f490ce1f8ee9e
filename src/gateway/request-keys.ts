/** API keys that stand where the API says they may, besides `x-api-key` and the bearer token: found, and taken out of what goes on. */
import { looksLikeApiKey } from '../snapshot/api-key.ts'
import type { KeyPlace } from '../snapshot/snapshot.ts'
import type { Exchange, Step } from './exchange.ts'

/**
 * Lays the keys on the exchange and leaves the rest of query and fields as it came, byte for byte. What does not begin as a key
 * does belongs to the API, whatever its name. `null` where there is no such place.
 */
export function takeKeysStep(places: readonly KeyPlace[]): Step | null {
  const named = (where: KeyPlace['in']) => new Set(places.filter((place) => place.in === where).map(({ name }) => name))
  const [parameters, cookies, fields] = [named('query'), named('cookie'), named('header')]
  if (places.length === 0) return null
  return (exchange) => {
    const keys: string[] = []
    if (parameters.size > 0 && exchange.target.query !== '') takeFromQuery(exchange, parameters, keys)
    if (exchange.fields.passed.includes('agk_')) takeFromFields(exchange, cookies, fields, keys)
    if (keys.length > 0) exchange.keys = keys
    return undefined
  }
}

function takeFromQuery(exchange: Exchange, parameters: ReadonlySet<string>, keys: string[]): void {
  const { target } = exchange
  const pairs = target.query.slice(1).split('&')
  const left = pairs.filter((pair) => {
    const equals = pair.indexOf('=')
    const isNamed = equals > 0 && parameters.has(decoded(pair.slice(0, equals)))
    return !isNamed || !isTaken(decoded(pair.slice(equals + 1)), keys)
  })
  if (left.length === pairs.length) return
  exchange.target = { ...target, query: left.length === 0 ? '' : `?${left.join('&')}` }
}

function takeFromFields(
  { fields: of }: Exchange,
  cookies: ReadonlySet<string>,
  fields: ReadonlySet<string>,
  keys: string[],
): void {
  of.passed = of.passed
    .split(/(?<=\r\n)/)
    .map((line) => {
      const colon = line.indexOf(':')
      const name = line.slice(0, colon).toLowerCase()
      const value = line.slice(colon + 1).trim()
      if (fields.has(name) && isTaken(value, keys)) return ''
      return name === 'cookie' && cookies.size > 0 ? withoutKeys(line, value, cookies, keys) : line
    })
    .join('')
}

/** A `Cookie` line without the keys in it (RFC 6265 section 4.2.1); nothing where no cookie is left. */
function withoutKeys(line: string, value: string, cookies: ReadonlySet<string>, keys: string[]): string {
  const pairs = value.split(';')
  const left = pairs.filter((pair) => {
    const equals = pair.indexOf('=')
    const text = pair.slice(equals + 1).trim()
    return !cookies.has(pair.slice(0, Math.max(equals, 0)).trim()) || !isTaken(text.replace(/^"(.*)"$/, '$1'), keys)
  })
  if (left.length === pairs.length) return line
  const rest = left.join(';').trim()
  return rest === '' ? '' : `cookie: ${rest}\r\n`
}

function isTaken(text: string, keys: string[]): boolean {
  if (!looksLikeApiKey(text)) return false
  keys.push(text)
  return true
}

/** What cannot be decoded is neither the name of a place nor a key. */
function decoded(written: string): string {
  try {
    return decodeURIComponent(written.replaceAll('+', ' '))
  } catch {
    return ''
  }
}
