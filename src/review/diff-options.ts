import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../base/finding.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { compatibilityOf } from '../catalog/compatibility.ts'
import type { DiffOptions } from '../diff/change.ts'
import { unanswered } from './attempt.ts'

/** How a review and a release compare the contracts of an API: as the catalog that has the authority says. */
export function diffOptionsOf(authority: Catalog, api: string, today: string): DiffOptions {
  return { ...compatibilityOf(authority, api), today }
}

/** A note for each file whose `compatibility` the proposal changes: it is itself still compared as the base says. */
export function settingsNotes(base: Catalog | null, head: Catalog): readonly Finding[] {
  if (base === null) return []
  const files = [
    { before: base.settings, after: head.settings, api: {} },
    ...[...head.apis.values()].map((after) => ({ before: base.apis.get(after.id), after, api: { api: after.id } })),
  ]
  return files.flatMap(({ before, after, api }) => {
    if (before === undefined || isDeepStrictEqual(before.compatibility, after.compatibility)) return []
    const note = unanswered(
      'compatibility-changed',
      `This proposal is compared as its base says; \`compatibility\` of \`${after.file}\` counts once it is merged`,
      'Run `apigov diff` with these settings to see what it will say.',
      { catalog: head.settings.catalog, ...api, place: head.place(after.file, '/compatibility') },
    )
    return [{ ...note, severity: 'info' as const }]
  })
}
