/** Where a gateway gets its snapshots: a file, a folder, or a branch of a Git repository. The command line hands it in. */
export interface SnapshotSource {
  /** For messages: what the operator wrote. */
  readonly name: string
  /** The bytes of `gateway.json` as they are now. Throws an `ApigovError` where they cannot be had. */
  read(): Promise<Buffer>
  /**
   * Calls `changed` when a read may give something new (polling, watching, or nudged); returns how to stop. May call once too
   * often, never once too few.
   */
  watch(changed: () => void): () => void
}
