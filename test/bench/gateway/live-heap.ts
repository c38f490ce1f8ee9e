/** Loaded into a process before its program: at SIGUSR2 it collects all garbage and writes to a file how many bytes are left. */
import { renameSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env['APIGOV_BENCH_HEAP']
if (isMainThread && file !== undefined)
  process.on('SIGUSR2', () => {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    writeFileSync(`${file}.new`, String(heapUsed + external))
    renameSync(`${file}.new`, file)
  })
