import type { Contract } from '../../contract/contract.ts'
import type { Report } from '../rule.ts'
import { type Operation, operationsOf } from './operations.ts'

interface Lack {
  /** The operations of which it is asked. */
  readonly among?: (operation: Operation) => boolean
  readonly lacks: (operation: Operation) => boolean
  /** What is said behind the name of an operation, or behind `None of the 12 operations` where all lack it. */
  readonly each: string
  readonly all: string
  readonly help: string
}

/**
 * Reports the operations that lack something. Where all of several do, that is one decision, not a hundred mistakes: it is one
 * finding, at `paths`.
 */
export function reportLacking(report: Report, contract: Contract, { among, lacks, each, all, help }: Lack): void {
  const asked = operationsOf(contract).filter((operation) => among?.(operation) ?? true)
  const lacking = asked.filter(lacks)
  if (lacking.length > 1 && lacking.length === asked.length)
    report({
      at: { file: contract.entry, pointer: '/paths' },
      message: `None of the ${asked.length} operations ${all}`,
      help,
    })
  else for (const operation of lacking) report({ at: operation, message: `\`${operation.name}\` ${each}`, help })
}
