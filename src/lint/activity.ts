/**
 * What a thread that judges is busy with, told as it goes: one that never answers can be ended, and whoever ends it says whose fault
 * it was. Costs one write to shared memory for each function of a rule that is called.
 */

export interface ActivityBoard {
  /** The number of what is going on. */
  readonly now: Int32Array<SharedArrayBuffer>
  /** Says what a number stands for, before it is used. */
  name(id: number, activity: string): void
}

let board: ActivityBoard | null = null
const numbers = new Map<string, number>()

/** From here on this thread tells what it does. */
export function tellActivity(to: ActivityBoard): void {
  board = to
}

/** The number of an activity, as in `the rule \`a\``: always the same one. */
export function activityNumber(activity: string): number {
  let id = numbers.get(activity)
  if (id === undefined) {
    id = numbers.size + 1
    numbers.set(activity, id)
    board?.name(id, activity)
  }
  return id
}

/** 0: nothing that needs a name. */
export function doing(id: number): void {
  if (board) board.now[0] = id
}
