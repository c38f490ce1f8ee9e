/** A process that serves beside this one. What is sent to it, and what it sends, arrives in order and as structured clones. */
export interface WorkerProcess {
  readonly pid: number
  /** Is lost where the process has ended. */
  send(message: unknown): void
  /** @param ended told how, once; no message comes after it. */
  listen(received: (message: unknown) => void, ended: (how: string) => void): void
  /** Hands it no more connections: those who come for it from now on are closed. What it has, it keeps. */
  retire(): void
  /** Ends it at once; `ended` is told. */
  kill(): void
}

/** Starts one more. What goes wrong with that is told as its end. */
export type StartWorker = () => WorkerProcess
