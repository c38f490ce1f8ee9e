/** The stage of gateway tests, with a gateway of several processes. */
import { enableCompileCache } from 'node:module'
import type { GatewayOptions } from '#gateway/gateway.ts'
import { type FleetOptions, workerFile } from '#gateway/workers/fleet.ts'
import { servingProcesses } from '#process/serving-processes.ts'

enableCompileCache() // each test starts processes

/** For `startStage`; two workers unless the test says otherwise. */
export function inWorkers(changes: Partial<FleetOptions> = {}): Pick<GatewayOptions, 'workers'> {
  return { workers: { count: 2, start: servingProcesses(workerFile, {}), ...changes } }
}

/** Keeps asking until it is so; the test's own time limit ends what never is. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
