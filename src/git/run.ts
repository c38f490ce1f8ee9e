import { spawn } from 'node:child_process'
import { gitFailed, gitMissing, repositoryClosed } from './errors.ts'

export interface GitRun {
  readonly stdout: Buffer
  readonly stderr: string
  readonly code: number
}

export interface RunOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Kills the process. */
  readonly signal: AbortSignal
  readonly stdin?: string | Uint8Array
  /** Exit codes that are answers; any other throws. Default: 0. */
  readonly answers?: readonly number[]
}

/** Runs one Git command, without a shell. `what` completes the sentence `Git could not …`. Throws an `ApigovError` where Git fails. */
export function runGit(what: string, args: readonly string[], options: RunOptions): Promise<GitRun> {
  const { cwd, env, signal, stdin, answers = [0] } = options
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env, signal, stdio: 'pipe' })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => {}) // Git may end before it has read everything; its exit code says why
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(repositoryClosed())
      else reject(error.code === 'ENOENT' ? gitMissing(error) : gitFailed(what, error.message, error))
    })
    child.on('close', (code) => {
      const run = { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString().trim(), code: code ?? -1 }
      if (answers.includes(run.code)) resolve(run)
      else reject(signal.aborted ? repositoryClosed() : gitFailed(what, run.stderr || `exit code ${run.code}`))
    })
    child.stdin.end(stdin ?? '')
  })
}
