/** What a table takes over from the one before it: of many routes, most are what they were. */
import assert from 'node:assert/strict'
import type { Route, SnapshotContent } from '../snapshot/snapshot.ts'
import type { Piece } from '../snapshot/text.ts'
import { createRouter, type Router } from './router.ts'

type Pause = () => Promise<void> | undefined

interface CompiledRoutes<Compiled> {
  readonly routes: readonly Route[]
  /** Of each route what it was compiled to. */
  readonly compiled: readonly Compiled[]
  /** Places of those that the table before does not have. */
  readonly fresh: readonly number[]
  /** Places in the table before of those that this one does not have. */
  readonly gone: readonly number[]
}

/** Kept routes between two looks at what else there is to do. */
const keptAtOnce = 1024

/**
 * Compiles what is new. Goes along the change, so that what is kept costs next to nothing, however much it is.
 * @param change how `routes` follow from those of the table before.
 * @param how.before of each of those, what it was compiled to.
 * @param how.isKept whether a route that is kept may stay so.
 */
export async function compileRoutes<Compiled>(
  routes: readonly Route[],
  change: readonly Piece[],
  how: {
    readonly before: readonly Compiled[]
    readonly isKept: (route: Route, compiled: Compiled) => boolean
    readonly compile: (route: Route) => Compiled
    readonly pause: Pause
  },
): Promise<CompiledRoutes<Compiled>> {
  const { before, isKept, compile, pause } = how
  const compiled: Compiled[] = []
  const fresh: number[] = []
  const gone: number[] = []
  let met = 0
  for (const piece of change) {
    const [from, to] = 'kept' in piece ? piece.kept : [met, met]
    for (; met < from; met++) gone.push(met)
    const end = compiled.length + ('kept' in piece ? to - from : piece.fresh.length)
    for (const route of routes.slice(compiled.length, end)) {
      const known = met < to ? before[met] : undefined
      if (known !== undefined && isKept(route, known)) compiled.push(known)
      else {
        if (met < to) gone.push(met)
        fresh.push(compiled.length)
        compiled.push(compile(route))
        await pause()
      }
      if (met === to) continue
      met += 1
      if (met % keptAtOnce === 0) await pause()
    }
  }
  for (; met < before.length; met++) gone.push(met)
  assert.equal(compiled.length, routes.length, 'the change makes the content')
  return { routes, compiled, fresh, gone }
}

/**
 * The router of the table before with what is different in it; one of its own where most of it would be.
 * @param conflict what is thrown where two routes answer the same requests.
 */
export async function routerOf<Compiled>(
  { routes, compiled, fresh, gone }: CompiledRoutes<Compiled>,
  previous: { readonly content: Pick<SnapshotContent, 'routes'>; readonly router: Router<Compiled> } | null,
  pause: Pause,
  conflict: (route: Route) => Error,
): Promise<Router<Compiled>> {
  let router = createRouter<Compiled>()
  let added: Iterable<number> = compiled.keys()
  if (previous !== null && fresh.length < compiled.length / 2) {
    router = previous.router.fork()
    added = fresh
    for (const place of gone) {
      const route = previous.content.routes[place]
      if (route !== undefined) router.remove(route.hosts, route.method, route.path)
      await pause()
    }
  }
  for (const place of added) {
    const [route, one] = [routes[place], compiled[place]]
    if (route === undefined || one === undefined) continue
    if (!router.add(route.hosts, route.method, route.path, one)) throw conflict(route)
    await pause()
  }
  return router
}
