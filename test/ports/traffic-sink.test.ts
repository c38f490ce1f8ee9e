import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { openTrafficLog, type TrafficEvent, type TrafficSink } from '#gateway/traffic-sink.ts'
import { memorySink } from '../gateway/memory-sink.ts'
import { scratchFolder } from '../git/scratch.ts'

// What all TrafficSinks hold to.
interface Opened {
  readonly sink: TrafficSink
  /** What arrived, once it is closed. */
  events(): readonly object[]
}

interface Implementation {
  open(t: TestContext): Promise<Opened>
  /** One that can take nothing. */
  openFull(): Promise<TrafficSink>
}

const implementations: Readonly<Record<string, Implementation>> = {
  'the memory of a test': {
    async open() {
      const sink = memorySink()
      return { sink, events: () => sink.events }
    },
    openFull: async () => memorySink(0),
  },
  'a file': {
    async open(t) {
      const path = join(scratchFolder(t), 'traffic.ndjson')
      const sink = await openTrafficLog({ path }, () => undefined)
      const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1)
      return { sink, events: () => lines().map((line) => JSON.parse(line) as object) }
    },
    openFull: () => openTrafficLog({ path: '/dev/full' }, () => undefined),
  },
}

function event(changes: Partial<TrafficEvent> = {}): TrafficEvent {
  const nobody = { consumer: null, plan: null }
  return {
    time: 0,
    api: 'api',
    version: 'v1',
    route: 'api/v1 *',
    ...nobody,
    status: 200,
    milliseconds: 1.234,
    ...changes,
  }
}

for (const [name, { open, openFull }] of Object.entries(implementations)) {
  test(`${name}: has every event in order, as others read it, once it is closed`, async (t) => {
    const { sink, events } = await open(t)
    for (let n = 0; n < 5_000; n++) sink.write(event({ time: n, consumer: `shop-${n}`, plan: 'gold' }))
    await sink.close()
    const got = events()
    assert.equal(got.length, 5_000)
    assert.deepEqual(got[4_999], {
      ...{ time: '1970-01-01T00:00:04.999Z', api: 'api', version: 'v1', route: 'api/v1 *' },
      ...{ consumer: 'shop-4999', plan: 'gold', status: 200, ms: 1.23 },
    })
    assert.equal(sink.dropped, 0)
  })

  test(`${name}: takes whatever a name may hold as one event`, async (t) => {
    const { sink, events } = await open(t)
    const route = 'api/v1 GET /"quoted"\n{x}\u2028é'
    sink.write(event({ route }))
    sink.write(event())
    await sink.close()
    assert.deepEqual(
      events().map((each) => (each as { route: string }).route),
      [route, 'api/v1 *'],
    )
  })

  test(`${name}: drops and counts what it cannot take, and never throws`, async () => {
    const sink = await openFull()
    for (let n = 0; n < 100; n++) sink.write(event())
    await sink.close()
    assert.equal(sink.dropped, 100)
  })
}
