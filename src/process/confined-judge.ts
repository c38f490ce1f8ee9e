/**
 * Where the code of a ruleset runs: a process with an empty environment that Node's permission model keeps from files other than
 * apigov's and the ruleset's packages, from writing, from the network (Node 25 and later) and from other programs. The judging is
 * done by a thread of it, so that this one stays free to see what that one is doing, and to end both when they take too much.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import type { Ruleset } from '../lint/ruleset.ts'
import type { FromGuard } from './confined-guard.ts'
import type { HandListener, JudgeHand } from './judge-thread.ts'
import { readableFor } from './readable-folders.ts'

/** Starts a process for the code of one ruleset, whose tasks are all it is given. */
export function openConfined(memoryMb: number, ruleset: Ruleset, listener: HandListener): JudgeHand {
  const file = new URL(`./confined-guard${extname(import.meta.filename)}`, import.meta.url)
  const child = fork(file, [String(memoryMb)], {
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // what a ruleset prints is not ours to print
    execArgv: [
      '--permission',
      '--allow-worker',
      ...readableFor(ruleset).map((path) => `--allow-fs-read=${path}`),
      '--disable-warning=ExperimentalWarning',
    ],
  })
  let doing: string | null = null
  let isOver = false
  const over = (why: 'memory' | Error) => {
    if (!isOver) listener.failed(why)
    isOver = true
  }
  child.on('message', (message: FromGuard) => {
    if ('doing' in message) doing = message.doing
    else if ('ready' in message) listener.ready()
    else if ('exceeded' in message) over('memory')
    else if ('failed' in message) over(new Error(message.failed))
    else listener.replied(message)
  })
  child.on('error', over)
  child.on('exit', (code, signal) =>
    over(new Error(`The process that runs the code of a ruleset ended by itself (${signal ?? code})`)),
  )
  return {
    post: (task) => {
      doing = null
      child.send(task)
    },
    doing: () => doing,
    hold: () => keep(child, true),
    release: () => keep(child, false),
    end: async () => child.kill('SIGKILL'),
  }
}

function keep(child: ChildProcess, isAlive: boolean): void {
  if (isAlive) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}
