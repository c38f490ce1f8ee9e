/**
 * The second opinion of npm `openapi-diff`, in a thread of its own with little time and memory: it is exponential on `oneOf`, and it
 * never decides, so its failure is an answer like any other.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SecondOpinion } from '../diff/second-opinion.ts'
import type { OpinionQuestion } from '../review/opinions.ts'
import type { OpinionReply } from './second-opinion-worker.ts'

const tool = 'openapi-diff'

export interface OpinionLimits {
  /** For all questions together. */
  readonly milliseconds: number
  readonly megabytes: number
}

const usualLimits: OpinionLimits = { milliseconds: 5_000, megabytes: 512 }

/** Asks about each pair whether the revision breaks the base, and holds the answers against ours. Never throws for what the tool does. */
export async function secondOpinions(
  questions: readonly OpinionQuestion[],
  { milliseconds, megabytes }: OpinionLimits = usualLimits,
): Promise<readonly SecondOpinion[]> {
  const opinions: SecondOpinion[] = []
  const end = performance.now() + milliseconds
  for (const question of questions) {
    const left = end - performance.now()
    const late = {
      failed: `it took longer than ${milliseconds / 1000} s${opinions.length > 0 ? ' for all contracts' : ''}`,
    }
    opinions.push(opinionOf(left > 0 ? await ask(question, left, megabytes, late) : late, question.breaking))
  }
  return opinions
}

function opinionOf(reply: OpinionReply, ours: boolean): SecondOpinion {
  if ('failed' in reply) return { tool, outcome: 'none', because: reply.failed }
  const { differences } = reply
  const its = differences.length > 0
  return its === ours
    ? { tool, outcome: 'agrees' }
    : { tool, outcome: 'disagrees', breaking: its, differences: [...new Set(differences)] }
}

async function ask(
  question: OpinionQuestion,
  milliseconds: number,
  megabytes: number,
  late: OpinionReply,
): Promise<OpinionReply> {
  // From sources it is a `.ts` file, from the package a `.js` file.
  const file = new URL(`./second-opinion-worker${extname(import.meta.filename)}`, import.meta.url)
  const worker = new Worker(file, {
    workerData: question,
    env: {}, // nothing that compares contracts needs a secret
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    stdout: true, // what it prints is not ours to print
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<OpinionReply>((resolve) => {
      timer = setTimeout(() => resolve(late), milliseconds)
      worker.on('message', resolve)
      worker.on('error', (error: Error & { code?: string }) =>
        resolve({
          failed:
            error.code === 'ERR_WORKER_OUT_OF_MEMORY'
              ? `it needed more than ${megabytes} MB of memory`
              : `it failed: ${error.message}`,
        }),
      )
      worker.on('exit', () => resolve({ failed: 'it ended without an answer' }))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
