import type { Command } from '../command.ts'

/** What `--help` lists, and how a command is loaded when it is called: heavy code must not slow the others. */
export interface CommandEntry {
  readonly id: string
  readonly summary: string
  load(): Promise<Command>
}

export const commands: readonly CommandEntry[] = [
  {
    id: 'adopt',
    summary: 'Bring existing contracts into a catalog, as they are.',
    load: async () => (await import('./adopt.ts')).adopt,
  },
  {
    id: 'app',
    summary: 'Run the GitHub App that reviews proposals and releases merges.',
    load: async () => (await import('./app.ts')).app,
  },
  {
    id: 'changelog',
    summary: 'Write the changelog of one contract after another, as Markdown.',
    load: async () => (await import('./changelog.ts')).changelog,
  },
  {
    id: 'diff',
    summary: 'Say what changed between two contracts, and whom it breaks.',
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    id: 'gateway',
    summary: 'Serve a snapshot, and reload it when it changes.',
    load: async () => (await import('./gateway.ts')).gateway,
  },
  {
    id: 'init',
    summary: 'Make a catalog from the template.',
    load: async () => (await import('./init.ts')).init,
  },
  {
    id: 'key',
    summary: 'Make an API key, and the line about it for the consumer’s file.',
    load: async () => (await import('./key.ts')).key,
  },
  {
    id: 'lint',
    summary: 'Judge contracts by rules; each may refer to files below the working directory.',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    id: 'migrate',
    summary: 'Move a catalog to the newest format.',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  {
    id: 'release',
    summary: 'Show what a merge tags, releases and deploys.',
    load: async () => (await import('./release.ts')).release,
  },
  {
    id: 'render',
    summary: 'Write what a gateway runs in one environment.',
    load: async () => (await import('./render.ts')).render,
  },
  {
    id: 'review',
    summary: 'Judge a proposal: what the App would say if this commit were proposed.',
    load: async () => (await import('./review.ts')).review,
  },
  {
    id: 'sandbox',
    summary: 'Serve a local GitHub to try the App against.',
    load: async () => (await import('./sandbox.ts')).sandbox,
  },
  {
    id: 'schema',
    summary: 'Print the JSON Schema of a kind of catalog file, for editors.',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    id: 'validate',
    summary: 'Check catalog files, the references between them, contracts and policy.',
    load: async () => (await import('./validate.ts')).validate,
  },
]
