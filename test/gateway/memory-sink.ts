import { type TrafficSink, writtenEvent } from '#gateway/traffic-sink.ts'

/** The fake of the port: has what it was told. @param room for so many events. */
export function memorySink(room = Number.POSITIVE_INFINITY): TrafficSink & { readonly events: readonly object[] } {
  const events: object[] = []
  let dropped = 0
  return {
    events,
    get dropped() {
      return dropped
    },
    write(event) {
      if (events.length < room) events.push(writtenEvent(event))
      else dropped += 1
    },
    async close() {},
  }
}
