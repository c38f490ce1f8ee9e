/** What finding a route costs where there are few and where there are many. */
import { createRouter } from '#gateway/router.ts'

/** Nanoseconds for one look-up among so many routes: the fastest of many batches, which nothing else on the machine disturbed. */
function nanoseconds(routes: number): number {
  const router = createRouter<number>()
  for (let index = 0; index < routes; index++)
    router.add([], index % 2 === 0 ? 'GET' : 'POST', `/api-${index >> 2}/v1/things-${index}/{id}`, index)
  const paths = Array.from({ length: 1_000 }, (_, index) => pathOf((index * 7_919) % routes))
  let fastest = Number.POSITIVE_INFINITY
  for (let batch = 0; batch < 300; batch++) {
    const began = process.hrtime.bigint()
    for (const { method, path } of paths)
      if (router.find('api.example', method, path).kind !== 'found') throw new Error(`${method} ${path} has no route`)
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - began) / paths.length)
  }
  return fastest
}

function pathOf(index: number) {
  return { method: index % 2 === 0 ? 'GET' : 'POST', path: `/api-${index >> 2}/v1/things-${index}/4711` }
}

export function routing(): void {
  console.table(
    Object.fromEntries(
      [10, 1_000, 10_000].map((routes) => [
        `${routes} routes`,
        { 'ns for a request': Math.round(nanoseconds(routes)) },
      ]),
    ),
  )
}
