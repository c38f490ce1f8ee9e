import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work between two looks at what else there is to do. */
const sliceLength = 4

/**
 * For long work beside traffic: call what this returns between small steps. It answers at once until a slice of time is used up,
 * and then when everything else that waited has had its turn.
 */
export function slices(): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceLength) return undefined
    return nextTurn().then(() => {
      began = performance.now()
    })
  }
}
