import { Counter, type Registry } from 'prom-client'

/** Milliseconds in which a route is told of a few times; what comes beside is counted. */
const period = 60_000
const toldInPeriod = 3

/**
 * What is not as a contract has it, told to the operator: a few examples a minute of each route, and how many others there were. A
 * client that is wrong is wrong with every request, and must not fill the log with it.
 */
export class ViolationLog {
  readonly #of: 'request' | 'answer'
  /** Since the process began, by route. */
  readonly counts = new Map<string, number>()
  /** By route, what was told and left out in the period that runs. */
  readonly #running = new Map<string, { told: number; leftOut: number }>()

  constructor(of: 'request' | 'answer') {
    this.#of = of
  }

  count(route: string): void {
    this.counts.set(route, (this.counts.get(route) ?? 0) + 1)
  }

  /** Counts one, and tells of it where there is room. @param what is wrong with it. */
  report(route: string, what: string, tell: (line: string) => void): void {
    this.count(route)
    let running = this.#running.get(route)
    if (running === undefined) {
      const begun = { told: 0, leftOut: 0 }
      running = begun
      this.#running.set(route, begun)
      setTimeout(() => {
        this.#running.delete(route)
        if (begun.leftOut > 0)
          tell(
            `${begun.leftOut} more ${this.#of}s ${this.#ofRoute(route)} were not as the contract has them in the last minute`,
          )
      }, period).unref()
    }
    if (running.told >= toldInPeriod) running.leftOut += 1
    else {
      running.told += 1
      tell(
        `${this.#of === 'request' ? 'a request' : 'an answer'} ${this.#ofRoute(route)} is not as the contract has it: ${what}`,
      )
    }
  }

  #ofRoute(route: string): string {
    return `${this.#of === 'request' ? 'to' : 'of'} ${route}`
  }
}

/** @param logs are asked when somebody asks for the metrics. */
export function countViolations(
  registry: Registry,
  logs: { request: () => ViolationLog; answer: () => ViolationLog },
): void {
  new Counter({
    name: 'apigov_gateway_contract_violations_total',
    help: 'Requests and answers that were not as the contract has them, by route',
    labelNames: ['route', 'of'],
    registers: [registry],
    collect() {
      this.reset()
      for (const kind of ['request', 'answer'] as const)
        for (const [route, count] of logs[kind]().counts) this.inc({ route, of: kind }, count)
    },
  })
}
