import type { Clock } from '../base/ports.ts'
import { type Heartbeat, heartbeatTimeout } from '../snapshot/heartbeat.ts'
import type { LiveNodes } from '../workflow/follow-deployments.ts'

/** Gateways that spoke lately. In memory: after a restart they are back within one heartbeat. */
export interface Nodes extends LiveNodes {
  /** Answers true where the node serves, or refuses, something else than it did: a deployment may be decided by it. */
  heard(heartbeat: Heartbeat): boolean
}

/** More than any company runs; a stolen token must not fill the memory. */
const most = 10_000

/** @param drifted told of a node when what it refuses, though its catalog lets it in, becomes something else. */
export function openNodes(clock: Clock, drifted: (heartbeat: Heartbeat) => void): Nodes {
  const heard = new Map<string, { readonly heartbeat: Heartbeat; readonly at: number }>()
  const forgetSilent = () => {
    for (const [node, { at }] of heard) if (clock.now() - at > heartbeatTimeout) heard.delete(node)
  }
  return {
    heard(heartbeat) {
      forgetSilent()
      const before = heard.get(heartbeat.node)?.heartbeat
      if (!before && heard.size >= most) return false
      heard.set(heartbeat.node, { heartbeat, at: clock.now() })
      if (JSON.stringify(before?.denied) !== JSON.stringify(heartbeat.denied)) drifted(heartbeat)
      return before?.digest !== heartbeat.digest || before.refused?.sequence !== heartbeat.refused?.sequence
    },
    live(repository, environment) {
      forgetSilent()
      return [...heard.values()]
        .map(({ heartbeat }) => heartbeat)
        .filter((node) => node.environment === environment && (node.repository ?? repository) === repository)
    },
  }
}
