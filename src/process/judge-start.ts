/**
 * What a thread of the judge begins with: its compiled code comes from Node's cache, as the process's does, because to compile it anew
 * takes longer than most contracts take to judge.
 */
import module from 'node:module'
import { workerData } from 'node:worker_threads'
import type { WorkerStart } from './judge-thread.ts'

// Where code of a ruleset may run nothing is written for others to load.
if (!(workerData as WorkerStart).isConfined) module.enableCompileCache()
await import('./judge-worker.ts')
