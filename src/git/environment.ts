/** What Git processes are started with: the operator's environment, without what would change which repository is meant or what is run. */

/** The operator's environment, as `cli/main.ts` hands it down. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Operators set these on purpose: a company's CA, a deploy key, tracing. Every other `GIT_*` is dropped. */
const kept = /^GIT_(SSL_CAINFO|SSL_CAPATH|SSH_COMMAND|SSH|PROXY_SSL_CAINFO|TRACE.*|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM))$/

/** Would start a program, or move Git's own configuration. */
const dropped = new Set(['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS'])

const config: readonly (readonly [key: string, value: string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['protocol.ext.allow', 'never'],
  ['gc.autoDetach', 'false'], // no Git outlives the repository that started it
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['log.showSignature', 'false'],
]

/**
 * Nothing asks a person, runs a hook or speaks another protocol. `token` goes as a header to `url`'s origin only, through the
 * environment: never into an address, an argument list or a reflog, where others can read it.
 */
export function gitEnvironment(
  env: Environment,
  access?: { readonly url: string; readonly token: string },
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !dropped.has(name) && (!name.startsWith('GIT_') || kept.test(name))) result[name] = value

  const settings = [...operatorConfig(env), ...config, ...(access ? accessConfig(access.url, access.token) : [])]
  settings.forEach(([key, value], index) => {
    result[`GIT_CONFIG_KEY_${index}`] = key
    result[`GIT_CONFIG_VALUE_${index}`] = value
  })
  return {
    ...result,
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    LC_ALL: 'C',
  }
}

/** `GIT_CONFIG_KEY_n` of the operator's own: `safe.directory` in a container, say. Ours follow and win. */
function operatorConfig(env: Environment): (readonly [string, string])[] {
  const count = Math.min(Number.parseInt(env['GIT_CONFIG_COUNT'] ?? '0', 10) || 0, 100)
  return Array.from({ length: count }, (_, index) => {
    return [env[`GIT_CONFIG_KEY_${index}`] ?? '', env[`GIT_CONFIG_VALUE_${index}`] ?? ''] as const
  }).filter(([key]) => key !== '')
}

/** GitHub takes an installation's or a person's token as the password of any user (RFC 7617). */
function accessConfig(url: string, token: string): (readonly [string, string])[] {
  const parsed = URL.parse(url) // `host:path` and a path on disk are none
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return []
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  return [
    ['credential.helper', ''], // an empty value forgets the helpers: none is to store or answer for the token
    [`http.${parsed.origin}/.extraHeader`, `Authorization: Basic ${basic}`],
  ]
}
