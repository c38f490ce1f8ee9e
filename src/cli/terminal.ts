import { type Paint, terminalPaint, unpainted } from '../report/paint.ts'
import type { Io } from './command.ts'

/** Colours for a terminal that has them, unless NO_COLOR (no-color.org) asks for none; FORCE_COLOR asks for them anywhere. */
export function paintFor({ stdout, env }: Io): Paint {
  if (env['NO_COLOR']) return unpainted
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] === '0' ? unpainted : terminalPaint
  return stdout.isTTY === true && env['TERM'] !== 'dumb' ? terminalPaint : unpainted
}

const fewest = 64 * 1024

/** Writes a long text in pieces of a good size, each gone before the next is made. */
export function writeAll(pieces: Iterable<string>, { stdout }: Io): void {
  let waiting = ''
  for (const piece of pieces) {
    waiting += piece
    if (waiting.length < fewest) continue
    stdout.write(waiting)
    waiting = ''
  }
  if (waiting !== '') stdout.write(waiting)
}
