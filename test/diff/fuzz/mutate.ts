import { Maker } from './generate.ts'
import { operationEdits } from './operation-edits.ts'
import type { Half, Pair } from './pair.ts'
import { schemasOf } from './places.ts'
import type { Random } from './random.ts'
import { schemaEdits } from './schema-edits.ts'

/** A pair of `base` and what one to three edits make of it. An edit that does not fit where it falls changes nothing. */
export function mutated(random: Random, from: Pick<Pair, 'openapi' | 'path' | 'base'>): Pair {
  const revision = structuredClone(from.base)
  const maker = new Maker(random, from.openapi, Object.keys(revision.components['schemas'] ?? {}))
  const edits: string[] = []
  const wanted = random.pick([1, 1, 1, 2, 3])
  for (let attempt = 0; edits.length < wanted && attempt < 40; attempt++) {
    const edit = random.chance(0.75) ? editSchema(revision, maker) : editOperation(revision, maker)
    if (edit !== null) edits.push(edit)
  }
  return { ...from, revision, edits }
}

function editSchema(half: Half, maker: Maker): string | null {
  const place = maker.random.pick(schemasOf(half))
  const [name, edit] = maker.random.pick(Object.entries(schemaEdits)) ?? ['', () => false]
  return place !== undefined && edit(place, maker, half) ? name : null
}

function editOperation(half: Half, maker: Maker): string | null {
  const [name, edit] = maker.random.pick(Object.entries(operationEdits)) ?? ['', () => false]
  return edit(half, maker) ? name : null
}
