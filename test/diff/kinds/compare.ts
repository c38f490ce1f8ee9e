import assert from 'node:assert/strict'
import type { Change, Diff } from '#diff/change.ts'
import { answer } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'
import { options } from '../contracts.ts'

type Files = string | Readonly<Record<string, string>>

/** What the judge says of two contracts: texts of one file of that name, or several files of which the first is the entry. */
export async function compare(name: string, base: Files, revision: Files): Promise<Diff> {
  const source = (files: Files) => sourceOf(typeof files === 'string' ? { [name]: files } : files)
  const answered = await answer({ do: 'diff', base: source(base), revision: source(revision), options })
  assert.ok('diff' in answered && answered.diff !== null, 'both sides can be read')
  return answered.diff
}

/** `breaking graphql-field-removed Query.old base 3:2`, a line each. */
export function lines({ changes }: Diff): readonly string[] {
  const at = (label: string, place: Change['base']) => (place ? ` ${label} ${place.line}:${place.column}` : '')
  return changes.map(
    ({ impact, rule, subject, base, revision }) =>
      `${impact} ${rule} ${'name' in subject ? subject.name : subject.kind}${at('was', base)}${at('is', revision)}`,
  )
}
