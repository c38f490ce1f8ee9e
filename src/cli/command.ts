/** A command of `apigov`: one file in `commands/`, its options declared in it and nowhere else, loaded when it is called. */

/** 0: yes. 1: no. 2: the question could not be asked. */
export type ExitCode = 0 | 1 | 2

/** Everything a command may touch of the process, so that a test can be the terminal. */
export interface Io {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborts on SIGINT and SIGTERM: a command that serves ends cleanly. */
  readonly signal: AbortSignal
}

export interface Option {
  /** As Commander writes it: `--env <name>`. */
  readonly flags: string
  readonly summary: string
  readonly default?: string | boolean
  readonly choices?: readonly string[]
  /** May be given several times; arrives as a list. */
  readonly repeatable?: boolean
  readonly required?: boolean
}

export interface Command {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  /** As Commander writes them: `<base> <revision>`. */
  readonly arguments?: string
  readonly options: readonly Option[]
  /** Lines of the form `apigov …`, shown under the help. */
  readonly examples: readonly string[]
  run(call: Call, io: Io): Promise<ExitCode>
}

export interface Call {
  /** In order; a variadic argument's words follow one another. */
  readonly args: readonly string[]
  /** By camelCased long flag. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
}

export function defineCommand(command: Command): Command {
  return command
}
