/** The step that finds out who calls, and lets in those with a grant for the API's version. */
import { looksLikeApiKey } from '../snapshot/api-key.ts'
import type { KeyPlace, RouteAuth } from '../snapshot/snapshot.ts'
import { bearerOf } from './bearer.ts'
import type { Caller, Callers, Claims } from './callers.ts'
import type { Exchange, Step } from './exchange.ts'
import type { TokenVerdict, TrustedIssuers } from './issuers/issuers.ts'
import type { PeerCertificate } from './peer-certificate.ts'
import type { Problem } from './problem.ts'

type CheckedAuth = Exclude<RouteAuth, { readonly kind: 'none' }>

/** What a route says beside its `auth`. */
interface Route {
  /** `<api>/<version>` */
  readonly scope: string
  readonly keyPlaces: readonly KeyPlace[]
}

/**
 * Lays the caller and the limits of its plan on the exchange. 400: several keys; 401: nobody we know; 403: somebody
 * we know, without a grant, or nobody where only certificates count; 503: a token that nobody can judge yet. Waits only for a token that is seen for the first time.
 */
export function authenticateStep(
  auth: CheckedAuth,
  { scope, keyPlaces }: Route,
  callers: Callers,
  issuers: TrustedIssuers,
): Step {
  const takesKeys = auth.methods.includes('api-key')
  const takesTokens = auth.methods.includes('jwt')
  const takesCertificates = auth.methods.includes('mtls')
  const wantsAll = auth.kind === 'all' && auth.methods.length > 1
  const lackOf = scopesCheck(auth.scopes)
  const noCredential = takesKeys || takesTokens ? withoutCredential(auth, keyPlaces) : noCertificate
  const badCredential = takesKeys || takesTokens ? unknownCredential : noCertificate
  return function authenticate(exchange) {
    const { key, token, isAmbiguous } = credentialsOf(exchange)
    if (isAmbiguous) return severalKeys
    const certificate = takesCertificates ? goodUntil(exchange.certificate, exchange.now) : null
    if (key === null && token === null && certificate === null) return noCredential
    const byKey = takesKeys && key !== null ? callers.byKey(key, exchange.now) : undefined
    const byName = certificate === null ? undefined : callers.byNames(certificate.names)
    if (wantsAll) {
      const isShort = (takesKeys && key === null) || (takesTokens && token === null)
      if (isShort || (takesCertificates && certificate === null)) return noCredential
      if (takesKeys && byKey === undefined) return badCredential
      if (takesKeys && takesCertificates && byKey !== byName) return twoCallers
    } else if (byKey !== undefined) return admit(exchange, byKey, scope)
    if (!takesTokens || token === null) return byName === undefined ? badCredential : admit(exchange, byName, scope)
    const conclude = (verdict: TokenVerdict): Problem | undefined => {
      // What the message itself says comes before what its connection does; a bad token beside a good certificate does no harm.
      if (verdict.kind !== 'valid') return wantsAll || !byName ? refusals[verdict.kind] : admit(exchange, byName, scope)
      const byToken = callers.byClaims(verdict.claims)
      if (wantsAll && (byKey ?? byToken) !== byToken) return twoCallers
      if (wantsAll && takesCertificates && byName !== byToken) return twoCallers
      return admit(exchange, byToken, scope) ?? lackOf(verdict.claims)
    }
    const verdict = issuers.judge(token, exchange.now)
    return verdict instanceof Promise ? verdict.then(conclude) : conclude(verdict)
  }
}

/** The connection may have been there before its certificate expired. */
function goodUntil(certificate: PeerCertificate | null, now: number): PeerCertificate | null {
  return certificate !== null && certificate.until > now ? certificate : null
}

/** What a token can hold (RFC 6749 section 3.3): nothing that would end a quoted string. */
const isScope = (text: string) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)

/** What a token lacks: one whole set of scopes, said in `scope` (RFC 8693 section 4.2) or `scp`. RFC 6750 section 3.1. */
function scopesCheck(sets: readonly (readonly string[])[] = []): (claims: Claims) => Problem | undefined {
  const [first] = sets
  if (first === undefined) return () => undefined
  const lacking: Problem = {
    status: 403,
    title: 'Forbidden',
    detail: `The token needs ${sets.map((scopes) => `\`${scopes.join(' ')}\``).join(' or ')} in its scope; ask its issuer for one`,
    headers: {
      'www-authenticate': `Bearer realm="apigov", error="insufficient_scope", scope="${first.filter(isScope).join(' ')}"`,
    },
  }
  return ({ scope, scp }) => {
    const held = new Set(
      [scope ?? scp ?? []].flat().flatMap((each) => (typeof each === 'string' ? each.split(' ') : [])),
    )
    return sets.some((scopes) => scopes.every((each) => held.has(each))) ? undefined : lacking
  }
}

/** @param caller `null`: the token is good, and no consumer's. */
function admit(exchange: Exchange, caller: Caller | null, scope: string): Problem | undefined {
  const grant = caller?.grants.get(scope)
  if (caller === null || grant === undefined || grant.until <= exchange.now) return noGrant
  exchange.caller = caller
  for (const claim of grant.claims) exchange.claims.push(claim)
  return undefined
}

/** The key, wherever it stands, and any other bearer token. `null`: the caller gave none. The same key twice is one key. */
function credentialsOf({ fields: { apiKey, authorization }, keys }: Exchange): {
  readonly key: string | null
  readonly token: string | null
  /** Which of the keys counts nobody can tell (RFC 6750 section 2: one way of sending it a request). */
  readonly isAmbiguous: boolean
} {
  const bearer = bearerOf(authorization)
  const isKey = bearer !== null && looksLikeApiKey(bearer)
  const key = apiKey ?? (isKey ? bearer : (keys[0] ?? null))
  const isAmbiguous = (isKey && bearer !== key) || keys.some((other) => other !== key)
  return { key, token: isKey ? null : bearer, isAmbiguous }
}

function unauthorized(detail: string, challenge: string): Problem {
  return {
    status: 401,
    title: 'Unauthorized',
    detail,
    headers: { 'www-authenticate': `Bearer realm="apigov"${challenge}` },
  }
}

/** RFC 6750 section 3.1: who sent nothing is told no error code. */
function withoutCredential({ kind, methods }: CheckedAuth, keyPlaces: readonly KeyPlace[]): Problem {
  const places = keyPlaces.map(({ in: place, name }) => `${place === 'query' ? 'query parameter' : place} \`${name}\``)
  const fields = ['`x-api-key`', ...places.map((place) => `the ${place}`)].join(', ')
  const [takesKeys, takesTokens] = [methods.includes('api-key'), methods.includes('jwt')]
  const isBeside = kind === 'all' && takesTokens
  const key = takesKeys ? [`an API key in ${fields}${isBeside ? '' : ' or as bearer token'}`] : []
  const token = takesTokens ? ['a JWT as bearer token'] : []
  const certificate = methods.includes('mtls') ? ['a client certificate of an authority that is trusted here'] : []
  const wanted = [...key, ...token, ...certificate]
  return unauthorized(`Send ${wanted.join(kind === 'all' ? ' and ' : ', or ')}`, '')
}

/**
 * A 401 must name an authentication scheme that helps (RFC 9110 sections 11.6.1 and 15.5.2), and there is none for certificates, which
 * are shown before there is a request.
 */
const noCertificate: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'Show a client certificate of an authority that is trusted here, and that is valid now',
}

const severalKeys: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'The request has several API keys; send one',
  headers: { 'www-authenticate': 'Bearer realm="apigov", error="invalid_request"' },
}

const unknownCredential = unauthorized(
  'The credential is unknown or has expired; ask the owner of your application for a current one',
  ', error="invalid_token"',
)

const refusals: Readonly<Record<Exclude<TokenVerdict['kind'], 'valid'>, Problem>> = {
  invalid: unknownCredential,
  expired: unauthorized(
    'The token has expired; get a new one from its issuer',
    ', error="invalid_token", error_description="The token has expired"',
  ),
  undecided: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The keys of the issuer of your token cannot be had yet; try again later',
    headers: { 'retry-after': '10' },
  },
}

const noGrant: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'Your application has no subscription to this API; ask its owner for one',
}

const twoCallers: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'The credentials belong to different applications',
}
