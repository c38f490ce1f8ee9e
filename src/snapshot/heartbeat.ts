import { z } from 'zod'

/**
 * What a node tells the App every 10 seconds (`POST <app>/nodes`, bearer token): which snapshot it serves. Silence of 60 seconds drops it.
 * A node that refused a newer snapshot says so in `refused`, and goes on serving the one before.
 */
export const heartbeat = z.strictObject({
  format: z.literal(1),
  /** Unique per process, stable while it runs. */
  node: z.string().min(1).max(100),
  /** `owner/name` of the catalog's repository, where the gateway was told. */
  repository: z.string().max(200).nullable(),
  environment: z.string().min(1).max(100),
  sequence: z.number().int().nonnegative(),
  digest: z.string().max(100),
  refused: z.strictObject({ sequence: z.number().int().nullable(), reason: z.string().max(1000) }).nullable(),
  /** What this node refuses by its emergency denylist though the snapshot lets it in; the first fifty. Absent where there is nothing. */
  denied: z
    .array(
      z.strictObject({
        kind: z.enum(['consumer', 'key', 'address', 'route']),
        value: z.string().max(300),
        since: z.iso.datetime(),
      }),
    )
    .max(50)
    .exactOptional(),
})

export type Heartbeat = z.infer<typeof heartbeat>

export const heartbeatInterval = 10_000
export const heartbeatTimeout = 60_000
