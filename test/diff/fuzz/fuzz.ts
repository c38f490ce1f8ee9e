import { explained } from './classes.ts'
import type { DisagreementClass } from './disagreement-class.ts'
import { randomHalf } from './generate.ts'
import { type Difference, differences, type Judged, judge, nameOf } from './judge.ts'
import { mutated } from './mutate.ts'
import { idsOf } from './oasdiff.ts'
import type { OpenApi, Pair } from './pair.ts'
import { Random } from './random.ts'
import { realStarts, type Start } from './real.ts'
import { shrunk } from './shrink.ts'

export interface Tally {
  readonly tried: number
  readonly agreed: number
  readonly disagreed: number
  /** Pairs that one of the two could not read. */
  readonly unread: number
  readonly byClass: ReadonlyMap<DisagreementClass, number>
  /** What no class accounts for; the first ones are as small as they can be. */
  readonly unexplained: readonly Unexplained[]
}

interface Unexplained {
  readonly judged: Judged
  readonly left: readonly Difference[]
}

const atOnce = 50

/** Tries pairs made from `seed` until there are enough or the time is up, and shrinks the first `shrink` of those that nothing explains. */
export async function fuzz(
  binary: string,
  { pairs, seed, shrink, minutes = 600 }: { pairs: number; seed: number; shrink: number; minutes?: number },
  progress: (made: number) => void = () => {},
): Promise<Tally> {
  const knownIds = await idsOf(binary)
  const next = pairMaker(new Random(seed))
  const byClass = new Map<DisagreementClass, number>()
  const unexplained: Unexplained[] = []
  let [tried, disagreed, made] = [0, 0, 0]
  const end = performance.now() + minutes * 60_000
  const lane = async () => {
    while (made < pairs && performance.now() < end) {
      const batch = next(Math.min(atOnce, pairs - made))
      made += batch.length
      for (const judged of await judge(binary, batch)) {
        tried++
        if (differences(judged).length === 0) continue
        disagreed++
        const { classes, left } = explained(judged, knownIds)
        for (const one of classes) byClass.set(one, (byClass.get(one) ?? 0) + 1)
        if (left.length > 0) unexplained.push({ judged, left })
      }
      progress(made)
    }
  }
  // Two, so that one compares while the binary of the other runs.
  await Promise.all([lane(), lane()])
  const shown: Unexplained[] = []
  for (const { judged, left } of unexplained.slice(0, shrink)) {
    const names = new Set(left.map(nameOf))
    const leftOf = (one: Judged) => explained(one, knownIds).left
    const smallest = await shrunk(binary, judged, (one) => leftOf(one).some((other) => names.has(nameOf(other))))
    shown.push({ judged: smallest, left: leftOf(smallest) })
  }
  return {
    tried,
    agreed: tried - disagreed,
    disagreed,
    unread: made - tried,
    byClass,
    unexplained: [...shown, ...unexplained.slice(shrink)],
  }
}

/** Batches of pairs of one version of OpenAPI, in turns made up and cut out of real contracts. */
function pairMaker(random: Random): (count: number) => readonly Pair[] {
  const real = Map.groupBy(realStarts(), ({ openapi }) => openapi)
  let turn = 0
  return (count) => {
    const openapi = random.pick<OpenApi>(['3.0.3', '3.1.0'])
    const starts = turn++ % 2 === 0 ? [] : (real.get(openapi) ?? [])
    return Array.from({ length: count }, () => mutated(random, startOf(random, openapi, starts)))
  }
}

function startOf(random: Random, openapi: OpenApi, starts: readonly Start[]): Start {
  return random.pick(starts) ?? { openapi, path: '', base: randomHalf(random, openapi) }
}
