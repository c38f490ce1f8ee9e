/**
 * The second opinion of npm `openapi-diff`, in a thread of its own with little time and memory: it is exponential on `oneOf`, and it
 * never decides, so its failure is an answer like any other.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { bundle } from '../contract/bundle.ts'
import type { Contract } from '../contract/contract.ts'
import type { SecondOpinion } from '../diff/second-opinion.ts'
import type { OpinionQuestion, OpinionReply } from './second-opinion-worker.ts'

const tool = 'openapi-diff'

export interface OpinionLimits {
  readonly milliseconds: number
  readonly megabytes: number
}

const usualLimits: OpinionLimits = { milliseconds: 5_000, megabytes: 512 }

/** Asks whether the revision breaks the base, and holds the answer against `breaking`, ours. Never throws for what the tool does. */
export async function secondOpinion(
  base: Contract,
  revision: Contract,
  breaking: boolean,
  limits: OpinionLimits = usualLimits,
): Promise<SecondOpinion> {
  const none = (because: string): SecondOpinion => ({ tool, outcome: 'none', because })
  const unread = [base, revision].find(({ openapi }) => openapi !== '3.0')
  if (unread !== undefined) return none(`it does not read OpenAPI ${unread.openapi}`)
  const reply = await ask({ base: String(bundle(base).content), revision: String(bundle(revision).content) }, limits)
  if ('failed' in reply) return none(reply.failed)
  const { differences } = reply
  const its = differences.length > 0
  return its === breaking
    ? { tool, outcome: 'agrees' }
    : { tool, outcome: 'disagrees', breaking: its, differences: [...new Set(differences)] }
}

async function ask(question: OpinionQuestion, { milliseconds, megabytes }: OpinionLimits): Promise<OpinionReply> {
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
      timer = setTimeout(() => resolve({ failed: `it took longer than ${milliseconds / 1000} s` }), milliseconds)
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
