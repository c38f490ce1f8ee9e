import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SubjectAltName } from '../snapshot/snapshot.ts'

/** A client certificate of an authority that the operator trusts: who its owner is, and until when (milliseconds since the epoch). */
export interface PeerCertificate {
  readonly names: readonly SubjectAltName[]
  readonly until: number
}

const certificates = new WeakMap<Socket, PeerCertificate | null>()

/** What the peer of a connection has proved to be; `null`: nothing. Read once. */
export function certificateOf(socket: Socket): PeerCertificate | null {
  const known = certificates.get(socket)
  if (known !== undefined) return known
  const read = readCertificate(socket)
  certificates.set(socket, read)
  return read
}

function readCertificate(socket: Socket): PeerCertificate | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return null
  return { names: readSubjectAltNames(certificate.subjectAltName ?? ''), until: Date.parse(certificate.validTo) }
}

const kinds = { DNS: 'dns', URI: 'uri', email: 'email' } as const

/**
 * Reads the subject alternative names as Node writes them: `DNS:a.example, URI:"spiffe://a, b"`, a JSON string where a value would
 * not stand for itself (CVE-2021-44532: a name that pretends to be two). Names of other kinds are passed over. None where anything
 * cannot be read.
 */
export function readSubjectAltNames(text: string): readonly SubjectAltName[] {
  const names: SubjectAltName[] = []
  let rest = text
  while (rest !== '') {
    const match = /^([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, (?=.)|$)/.exec(rest)
    if (match === null) return []
    const [whole, kind = '', value = ''] = match
    rest = rest.slice(whole.length)
    if (isKind(kind)) names.push({ san: kinds[kind], value: value.startsWith('"') ? JSON.parse(value) : value })
  }
  return names
}

function isKind(kind: string): kind is keyof typeof kinds {
  return Object.hasOwn(kinds, kind)
}
