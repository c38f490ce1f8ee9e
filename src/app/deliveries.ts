import { DatabaseSync } from 'node:sqlite'

/** A webhook as it came, its signature verified. */
export interface Delivery {
  /** GitHub's GUID: the same for a redelivery. */
  readonly guid: string
  readonly event: string
  /** The JSON text. */
  readonly payload: string
}

export interface Deliveries {
  /** Keeps the delivery so that a power cut does not lose it. Answers false where it was here already and was not a failure. */
  add(delivery: Delivery): boolean
  /** Those not worked off yet, oldest first: what a start picks up. */
  waiting(): readonly Delivery[]
  /** The work it asked for has ended. `error`: it did not succeed; a redelivery may try again. */
  settle(guid: string, error: string | null): void
  /** How many there are in each state, for tests and `/health`. */
  counts(): Readonly<Record<'waiting' | 'done' | 'failed', number>>
  close(): void
}

/** GitHub offers to redeliver for three days; a month is for whoever looks into something. */
const keptFor = 30 * 24 * 60 * 60 * 1000

/** One SQLite file. `synchronous=full` with a write-ahead log: an answered delivery is on disk, at about 3 ms. */
export function openDeliveries(file: string): Deliveries {
  const db = new DatabaseSync(file)
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS delivery (
      guid TEXT PRIMARY KEY,
      event TEXT NOT NULL,
      payload TEXT NOT NULL,
      received INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting',
      error TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS delivery_state ON delivery (state, received);
  `)
  db.prepare("DELETE FROM delivery WHERE state <> 'waiting' AND received < ?").run(Date.now() - keptFor)
  const insert = db.prepare(`
    INSERT INTO delivery (guid, event, payload, received) VALUES (?, ?, ?, ?)
    ON CONFLICT (guid) DO UPDATE SET state = 'waiting', error = NULL WHERE state = 'failed'
  `)
  const select = db.prepare(
    "SELECT guid, event, payload FROM delivery WHERE state = 'waiting' ORDER BY received, rowid",
  )
  const update = db.prepare('UPDATE delivery SET state = ?, error = ? WHERE guid = ?')
  const count = db.prepare('SELECT count(*) AS number FROM delivery WHERE state = ?')
  const number = (state: string) => Number(count.get(state)?.['number'])
  return {
    add: ({ guid, event, payload }) => insert.run(guid, event, payload, Date.now()).changes > 0,
    waiting: () =>
      select.all().map((row) => ({
        guid: String(row['guid']),
        event: String(row['event']),
        payload: String(row['payload']),
      })),
    settle: (guid, error) => void update.run(error === null ? 'done' : 'failed', error, guid),
    counts: () => ({ waiting: number('waiting'), done: number('done'), failed: number('failed') }),
    close: () => db.close(),
  }
}
