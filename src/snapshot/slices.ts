import { setTimeout as later, setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work between two looks at what else there is to do. */
const sliceLength = 2
/** What is done after so many slices is done soon. */
const soon = 20
/** How many times as long as it works what takes longer than that lets others work. */
const rest = 4

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

/**
 * `slices` for work beside traffic that may be much: once it is, it rests between slices. So it delays nobody for long, and what it
 * makes to stay is a small part of what is made meanwhile: the collector of young garbage stops everything for as long as it takes to
 * move what stays.
 */
export function gentleSlices(): () => Promise<void> | undefined {
  let began = performance.now()
  let done = 0
  return () => {
    if (performance.now() - began < sliceLength) return undefined
    done += 1
    return (done < soon ? nextTurn() : later(rest * sliceLength)).then(() => {
      began = performance.now()
    })
  }
}
