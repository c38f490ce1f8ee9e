import type { RequestFields } from '../request-fields.ts'

/** A request for an upstream, whatever the version of HTTP there; but for the authority, which is the target's. */
export interface OutgoingRequest {
  readonly exchange: { readonly method: string }
  /** Path and query. */
  readonly path: string
  readonly fields: RequestFields
  /** What the gateway says of the way the request came: lines with their CRLF. */
  readonly provenance: string
  /** Not null: it asks for a WebSocket. */
  readonly upgrade: Buffer | null
}
