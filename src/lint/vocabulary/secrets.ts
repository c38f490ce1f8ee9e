import { wordsOf } from './words.ts'

/** Names of what lets whoever has it in, word by word. Not `token` alone, which may be that of a page. */
const secrets = new Set([
  ...['password', 'passwd', 'passphrase', 'secret', 'client secret', 'api key', 'apikey', 'private key', 'secret key'],
  ...['access token', 'auth token', 'bearer token', 'refresh token', 'session token', 'id token'],
])

/** True for a name that ends in that of a secret: `client_secret`, `newPassword`; not `secret_name`. */
export function isSecret(name: string): boolean {
  const words = wordsOf(name)
  return words.some((_, index) => secrets.has(words.slice(index).join(' ')))
}

/** True for the name of what a person keeps in mind: nothing ever gives it back. */
export function isPassword(name: string): boolean {
  return ['password', 'passwd', 'passphrase'].includes(wordsOf(name).at(-1) ?? '')
}
