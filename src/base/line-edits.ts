/** Fixes as whole lines: what a forge can offer beside a diff, where it puts lines in the place of others. */
import { isUtf8 } from 'node:buffer'
import { editorOf } from './edit-text.ts'
import type { Fix } from './fix.ts'

/** Lines `from` to `to`, counted from 1 and both included, become `lines`: none of them, where they are taken out. */
export interface LineEdit {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/**
 * What each fix does to the lines of the file, alone and as the file is now; `null` for one that cannot be made whole in this
 * file, or in no lines that survive being sent as text: a forge keeps no carriage returns, and no control characters.
 */
export function lineEdits(path: string, bytes: Uint8Array, fixes: readonly Fix[]): readonly (LineEdit | null)[] {
  if (!isUtf8(bytes)) return fixes.map(() => null)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const edit = editorOf(path, text)
  return fixes.map(({ edits }) => {
    if (edits.some(({ file }) => file !== path)) return null
    const edited = edit(edits)
    return edited.left.length > 0 ? null : linesBetween(text, edited.text)
  })
}

function linesBetween(before: string, after: string): LineEdit | null {
  if (before === after || before.endsWith('\n') !== after.endsWith('\n')) return null
  const [was, is] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < Math.min(was.length, is.length) && was[start] === is[start]) start++
  let end = 0
  while (end < Math.min(was.length, is.length) - start && was.at(-1 - end) === is.at(-1 - end)) end++
  // What is put between two lines stands in the place of the one before it, which is kept.
  if (was.length - end === start) start > 0 ? start-- : end--
  const gone = was.slice(start, was.length - end)
  const lines = is.slice(start, is.length - end)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a tab is the only one that is kept
  if ([...gone, ...lines].some((line) => /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(line)))
    return null
  return { from: start + 1, to: was.length - end, lines }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n')
}
