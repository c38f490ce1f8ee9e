import { spawn } from 'node:child_process'

export interface ChildLimits {
  readonly cwd: string
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  /** Characters of output that are kept. Default: 64 Ki. */
  readonly outputLimit?: number
}

export interface ChildEnd {
  /** `missing`: there is no such program. `timeout`: it was killed. */
  readonly ended: 'success' | 'failure' | 'timeout' | 'missing'
  /** The last of what it wrote to both streams, at most `ChildLimits.outputLimit`. */
  readonly output: string
}

const usualOutputLimit = 64 * 1024

/**
 * Runs a program without a shell, in a process group of its own, so that what it has started ends with it. Answers how it ended;
 * never throws.
 */
export function runChild(program: string, args: readonly string[], limits: ChildLimits): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: limits.cwd,
      env: { ...limits.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    let output = ''
    let isLate = false
    const hear = (chunk: string) => {
      output = (output + chunk).slice(-(limits.outputLimit ?? usualOutputLimit))
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    const timer = setTimeout(() => {
      isLate = true
      killGroup(child.pid)
    }, limits.timeoutMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ ended: 'code' in error && error.code === 'ENOENT' ? 'missing' : 'failure', output: error.message })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ ended: isLate ? 'timeout' : code === 0 ? 'success' : 'failure', output })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}
