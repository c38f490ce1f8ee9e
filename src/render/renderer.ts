import type { OutputFile } from '../base/tree.ts'
import type { SnapshotContent } from '../snapshot/snapshot.ts'
import type { Provenance } from './render.ts'

/** A gateway as a renderer gets it: everything has been decided, it only has to be written down. */
export interface Rendering {
  readonly environment: string
  readonly commit: string
  readonly sequence: number
  readonly content: SnapshotContent
  readonly digest: string
  /** See `Snapshot`. */
  readonly signature: string | null
  readonly provenance: Provenance
}

/** Writes a compiled gateway as the files some gateway reads: values in, files out, no disk. */
export interface Renderer {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  render(rendering: Rendering): readonly OutputFile[]
}

export function defineRenderer(renderer: Renderer): Renderer {
  return renderer
}
