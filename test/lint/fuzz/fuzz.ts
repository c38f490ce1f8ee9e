import { Random } from '../../diff/fuzz/random.ts'
import { type DisagreementClass, explained } from './classes.ts'
import { compare, type Disagreement, type Language, type Texts } from './compare.ts'
import { mutated, type Values } from './mutate.ts'
import { written } from './notations.ts'
import { shrunk } from './shrink.ts'
import { sampleStarts, startsFromReality } from './starts.ts'

export interface Tally {
  readonly compared: number
  /** Spectral's, in those that were compared. */
  readonly findings: number
  /** How many we say are no contracts, by the rule that says so. */
  readonly unread: ReadonlyMap<string, number>
  readonly byClass: ReadonlyMap<DisagreementClass, number>
  readonly unexplained: readonly Unexplained[]
}

interface Unexplained {
  readonly seed: number
  readonly ways: readonly string[]
  readonly left: readonly Disagreement[]
  /** As small as it can be in JSON; as it was where it takes YAML. */
  readonly texts: Texts
}

/** Compares `mutants` contracts, one for each seed from `seed` on, with Spectral, or as many as there is time for. */
export async function fuzz(
  { mutants, seed, minutes = 600, shrink = 0 }: { mutants: number; seed: number; minutes?: number; shrink?: number },
  progress: (compared: number) => void = () => {},
): Promise<Tally> {
  const real = startsFromReality()
  const others = sampleStarts.map(({ values }) => values)
  const unread = new Map<string, number>()
  const byClass = new Map<DisagreementClass, number>()
  const unexplained: Unexplained[] = []
  let [compared, findings] = [0, 0]
  const end = performance.now() + minutes * 60_000
  for (let own = seed; compared < mutants && performance.now() < end; own++) {
    const random = new Random(own)
    const start = random.pick(random.chance(0.4) && real.length > 0 ? real : sampleStarts)
    if (start === undefined) break
    const values = mutated(random, start.values, others)
    const files = Object.entries(values).map(([path, value]) => [path, written(random, path, value)] as const)
    const texts = Object.fromEntries(files.map(([path, { text }]) => [path, text]))
    const comparison = await compare(texts, start.language)
    if ('unread' in comparison) {
      unread.set(comparison.unread, (unread.get(comparison.unread) ?? 0) + 1)
      continue
    }
    progress(++compared)
    findings += comparison.findings
    const { reasons, left } = explained(comparison.disagreements, texts)
    for (const reason of reasons) byClass.set(reason, (byClass.get(reason) ?? 0) + 1)
    if (left.length === 0) continue
    const smallest = unexplained.length < shrink ? await smallestOf(values, start.language) : null
    const ways = files.flatMap(([, { ways }]) => ways)
    unexplained.push({ seed: own, ways, left, texts: smallest ?? texts })
  }
  return { compared, findings, unread, byClass, unexplained }
}

/** `null` where they do not differ once they are written as JSON. */
async function smallestOf(values: Values, language: Language): Promise<Texts | null> {
  const fails = async (some: Values) => {
    const texts = asJson(some)
    const comparison = await compare(texts, language)
    return 'disagreements' in comparison && explained(comparison.disagreements, texts).left.length > 0
  }
  return (await fails(values)) ? asJson(await shrunk(values, fails)) : null
}

function asJson(values: Values): Texts {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, JSON.stringify(value, null, 2)]))
}
