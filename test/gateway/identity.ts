/** Keys and certificates for tests, made by openssl. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TlsIdentity } from '#gateway/traffic.ts'

interface Wanted {
  readonly subject?: string
  /** As openssl writes `subjectAltName`; `''` for none. */
  readonly names?: string
  /** Who signs it; itself, unless given. */
  readonly by?: TlsIdentity
  readonly days?: number
}

/** A new key and a certificate for it: of `localhost`, signed by itself, for two days, unless the test says otherwise. */
export function newIdentity({
  subject = '/CN=localhost',
  names = 'DNS:localhost',
  by,
  days = 2,
}: Wanted = {}): TlsIdentity {
  const dir = mkdtempSync(join(tmpdir(), 'apigov-tls-'))
  const at = (file: string) => join(dir, file)
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  args.push('-keyout', at('key.pem'), '-out', at('cert.pem'), '-subj', subject, '-days', `${days}`)
  if (names !== '') args.push('-addext', `subjectAltName=${names}`)
  if (by !== undefined) {
    writeFileSync(at('ca.pem'), by.cert)
    writeFileSync(at('ca-key.pem'), by.key)
    args.push('-CA', at('ca.pem'), '-CAkey', at('ca-key.pem'), '-addext', 'basicConstraints=critical,CA:FALSE')
  }
  execFileSync('openssl', args, { stdio: 'ignore' })
  const identity = { cert: readFileSync(at('cert.pem'), 'utf8'), key: readFileSync(at('key.pem'), 'utf8') }
  rmSync(dir, { recursive: true })
  return identity
}
