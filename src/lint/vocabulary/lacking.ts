import type { Contract } from '../../contract/contract.ts'
import type { At, Report } from '../rule.ts'
import { type Operation, operationsOf, type Part } from './operations.ts'

interface Lack<T> {
  /** The operations, messages, types of which it is asked; by default all. */
  readonly among?: (thing: T) => boolean
  readonly lacks: (thing: T) => boolean
  /** What is said behind the name of one, or behind `None of the 12 operations` where all lack it. */
  readonly each: string
  readonly all: string
  readonly help: string
}

/** What is asked of, and how it is spoken about. */
interface Things<T, Place> {
  readonly things: readonly T[]
  /** In the plural: `operations`. */
  readonly noun: string
  /** Where what is said of all of them stands. */
  readonly whole: Place
  /** How a sentence about one begins: `` `GET /pets` ``. */
  readonly nameOf: (thing: T) => string
  readonly placeOf: (thing: T) => Place
}

/**
 * Reports the things that lack something. Where all of several do, that is one decision, not a hundred mistakes: it is one finding,
 * about the whole.
 */
export function reportLackingThings<T, Place>(
  report: Report<Place>,
  { things, noun, whole, nameOf, placeOf }: Things<T, Place>,
  { among, lacks, each, all, help }: Lack<T>,
): void {
  const asked = things.filter((thing) => among?.(thing) ?? true)
  const lacking = asked
    .filter(lacks)
    .map((thing) => ({ at: placeOf(thing), message: `${nameOf(thing)} ${each}`, help }))
  if (lacking.length > 1 && lacking.length === asked.length)
    report({ at: whole, message: `None of the ${asked.length} ${noun} ${all}`, help, each: lacking })
  else for (const one of lacking) report(one)
}

/** The same for operations of `paths`, where the one finding stands. */
export function reportLacking(report: Report<At>, contract: Contract, lack: Lack<Operation>): void {
  const operations = {
    things: operationsOf(contract),
    noun: 'operations',
    whole: { file: contract.entry, pointer: '/paths' },
    nameOf: ({ name }: Operation) => `\`${name}\``,
    placeOf: (operation: Operation): At => operation,
  }
  reportLackingThings(report, operations, lack)
}

/** A part of operations, such as a response or a parameter. */
export interface Member {
  /** How a sentence about it begins. */
  readonly name: string
  readonly part: Part
}

/** The same for parts of operations, each where it is written, however many share it. */
export function reportLackingMembers(
  report: Report<At>,
  contract: Contract,
  noun: string,
  members: readonly Member[],
  lack: Lack<Member>,
): void {
  const distinct = Map.groupBy(members, ({ part }) => `${part.file}#${part.pointer}`)
  const things = {
    things: [...distinct.values()].flatMap(([first]) => first ?? []),
    noun,
    whole: { file: contract.entry, pointer: '/paths' },
    nameOf: ({ name }: Member) => name,
    placeOf: ({ part }: Member): At => part,
  }
  reportLackingThings(report, things, lack)
}
