import type { Command } from '../command.ts'

/** What `--help` lists, and how a command is loaded when it is called: heavy code must not slow the others. */
export interface CommandEntry {
  readonly id: string
  readonly summary: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    id: 'gateway',
    summary: 'Serve a snapshot, and reload it when it changes.',
    load: async () => (await import('./gateway.ts')).gateway,
  },
]
