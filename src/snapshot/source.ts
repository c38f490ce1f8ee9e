/** Where a gateway gets its snapshots: a file, a folder, or a branch of a Git repository. The command line hands it in. */
export interface SnapshotSource {
  /** For messages: what the operator wrote. */
  readonly name: string
  /** The text of `gateway.json` as it is now. Throws an `ApigovError` where it cannot be had. */
  read(): Promise<string>
  /** Calls `changed` when a read may give something new (polling, watching, or nudged); returns how to stop. May call once too often, never once too few. */
  watch(changed: () => void): () => void
}
