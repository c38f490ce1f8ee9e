/**
 * Records in memory, written through to one SQLite table, so that a restart finds what was there. Reading is plain JavaScript:
 * a sandbox holds thousands of records, not millions. Writing is one statement, so a record is there whole or not at all.
 */
import { DatabaseSync } from 'node:sqlite'
import type { Records } from './records.ts'

interface Collection<T extends { readonly id: number }> {
  /** Gives the record the next id. Ids are never used twice, not even by different kinds, so that mixing two up is found at once. */
  insert(record: Omit<T, 'id'>): T
  get(id: number): T | undefined
  /** Oldest first. */
  all(): readonly T[]
  find(matches: (record: T) => boolean): T | undefined
  filter(matches: (record: T) => boolean): readonly T[]
  /** Replaces fields of a record that is there; answers it as it is now. */
  update(id: number, fields: Partial<Omit<T, 'id'>>): T
  remove(id: number): void
}

export type Store = { readonly [K in keyof Records]: Collection<Records[K]> } & { close(): void }

const collections = [
  'accounts',
  'tokens',
  'memberships',
  'teams',
  'repositories',
  'collaborators',
  'protections',
  'apps',
  'manifests',
  'installations',
  'deliveries',
  'issues',
  'pulls',
  'comments',
  'reviews',
  'reviewComments',
  'labels',
  'reactions',
  'checkSuites',
  'checkRuns',
  'statuses',
  'releases',
  'assets',
  'deployments',
  'deploymentStatuses',
] as const satisfies readonly (keyof Records)[]

/** Opens or creates the file. */
export function openStore(file: string): Store {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS records (id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, json TEXT NOT NULL);
  `)
  const maps = new Map<string, Map<number, { readonly id: number }>>(collections.map((name) => [name, new Map()]))
  for (const row of database.prepare('SELECT id, collection, json FROM records ORDER BY id').all()) {
    const id = Number(row['id'])
    maps.get(String(row['collection']))?.set(id, { ...JSON.parse(String(row['json'])), id })
  }
  const entries = collections.map((name) => [name, collection(database, name, maps.get(name) ?? new Map())])
  return { ...Object.fromEntries(entries), close: () => database.close() } as Store
}

function collection<T extends { readonly id: number }>(
  database: DatabaseSync,
  name: string,
  records: Map<number, T>,
): Collection<T> {
  const insertion = database.prepare('INSERT INTO records (collection, json) VALUES (?, ?)')
  const replacement = database.prepare('UPDATE records SET json = ? WHERE id = ?')
  const deletion = database.prepare('DELETE FROM records WHERE id = ?')
  return {
    insert(record) {
      const id = Number(insertion.run(name, JSON.stringify(record)).lastInsertRowid)
      const inserted = { ...record, id } as T
      records.set(id, inserted)
      return inserted
    },
    get: (id) => records.get(id),
    all: () => [...records.values()],
    find: (matches) => records.values().find(matches),
    filter: (matches) => [...records.values().filter(matches)],
    update(id, fields) {
      const old = records.get(id)
      if (old === undefined) throw new RangeError(`no ${name} ${id}`)
      const updated = { ...old, ...fields }
      replacement.run(JSON.stringify(updated), id)
      records.set(id, updated)
      return updated
    },
    remove(id) {
      deletion.run(id)
      records.delete(id)
    },
  }
}
