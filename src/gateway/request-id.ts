import { randomFillSync } from 'node:crypto'
import type { RequestFields } from './request-fields.ts'

/** Bytes of randomness taken from the system at once, and those of an id (as many as in a trace id). */
const [poolSize, idSize] = [4_096, 16] as const
const bytes = Buffer.alloc(poolSize)
let hex = ''
let at = 0

/** A new id for a request: 32 random hexadecimal digits. */
export function newRequestId(): string {
  if (at === hex.length) {
    hex = randomFillSync(bytes).toString('hex')
    at = 0
  }
  at += idSize * 2
  return hex.slice(at - idSize * 2, at)
}

/** The caller's where it is one that logs can take as it is, else a new one. */
export function requestIdOf({ requestId }: RequestFields): string {
  return requestId !== undefined && /^[\w.:-]{1,128}$/.test(requestId) ? requestId : newRequestId()
}
