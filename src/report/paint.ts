import { styleText } from 'node:util'

const styles = {
  breaking: ['red', 'bold'],
  dangerous: ['yellow', 'bold'],
  safe: ['green'],
  removed: ['red'],
  added: ['green'],
  strong: ['bold'],
  faint: ['dim'],
} as const satisfies Readonly<Record<string, readonly Parameters<typeof styleText>[0][]>>

/** Puts colour on text that is escaped already. What it says must not depend on it. */
export type Paint = (style: keyof typeof styles, text: string) => string

export const unpainted: Paint = (_, text) => text

/** The colours of a terminal. */
export const terminalPaint: Paint = (style, text) => styleText([...styles[style]], text, { validateStream: false })
