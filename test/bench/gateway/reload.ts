/**
 * Does traffic notice reloads? 10,000 routes and 10,000 consumers, 64 callers without a pause; first in peace, then while the
 * snapshot changes again and again: mostly by one route, five times all of it. Every answer is checked: the right route, of a
 * revision that was served at the time. At the end, the month's counter of a plan must have counted every request.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { changingSnapshot } from '../../gateway/changing-snapshot.ts'
import { largeCompany, monthly } from '../../gateway/large-company.ts'
import { key, send } from '../../gateway/stage.ts'
import { percentile } from '../../gateway/steady-callers.ts'
import { callersApart } from './callers-apart.ts'
import { type Running, startGateway, startUpstream } from './contenders.ts'
import { connections } from './load.ts'

const size = 10_000
const fullReloads = 5

export async function reloadUnderLoad(dir: string, seconds: number, running: Running[]): Promise<void> {
  const upstream = await startUpstream(dir, '$request_uri')
  running.push(upstream)
  const origin = `http://127.0.0.1:${upstream.port}`
  const content = largeCompany({ size, origin, key })
  const gateway = await startGateway('reloading', dir, content, ['--poll', '1s'])
  running.push(gateway)
  const snapshot = changingSnapshot(content)
  const place = join(dir, 'reloading', 'gateway.json')

  // Of each route: what a request that begins now may meet.
  const [oldest, newest] = [
    new Int32Array(new SharedArrayBuffer(4 * size)),
    new Int32Array(new SharedArrayBuffer(4 * size)),
  ]
  const callers = await callersApart({ port: gateway.port, key: key.key, connections, oldest, newest })
  await wait(5_000)
  await callers.ask('latencies')
  await wait(10_000)
  const calm = (await callers.ask('latencies')).latencies

  const count = Math.round((seconds * 200) / 60)
  const took: { readonly one: number[]; readonly full: number[] } = { one: [], full: [] }
  const latencies: { readonly one: number[]; readonly full: number[] } = { one: [], full: [] }
  const began = Date.now()
  for (let sequence = 2; sequence < 2 + count + fullReloads; sequence++) {
    const isFull = sequence % Math.ceil(count / fullReloads) === 0
    for (const number of isFull ? newest.keys() : [(sequence * 37) % size]) {
      const revision = Atomics.add(newest, number, 1) + 1
      snapshot.change(number, (route) => ({ ...route, upstreamPath: `/r${number}/${revision}` }))
    }
    writeFileSync(join(dir, 'next.json'), snapshot.text(sequence))
    // To make it took a core: what waited for that is over before anything is measured.
    await wait(100)
    await callers.ask('latencies')
    renameSync(join(dir, 'next.json'), place)
    const line = new RegExp(`snapshot ${sequence} served, ${size} routes, after (\\d+) ms`)
    while (!line.test(gateway.said())) {
      if (gateway.said().includes('refused')) throw new Error(gateway.said())
      await wait(5)
    }
    const kind = isFull ? 'full' : 'one'
    took[kind].push(Number(line.exec(gateway.said())?.[1]))
    latencies[kind].push(...(await callers.ask('latencies')).latencies)
    oldest.set(newest)
    await wait(Math.max(0, began + ((sequence - 1) * seconds * 1000) / (count + fullReloads) - Date.now()))
  }
  const { requests, failures } = await callers.ask('stop')

  const { headers } = await send(gateway.port, '/api0/v1/r0/x', { headers: { 'x-api-key': key.key } })
  const left = Number(/r=(\d+)/.exec(String(headers['ratelimit']))?.[1])
  let counted = 1
  for (let n = 0; n < requests; n++) if ((n % size) >> 2 === 0) counted += 1
  console.log(`${requests} requests, ${took.one.length} reloads of one route, ${took.full.length} of all`)
  console.table({
    'in peace': row(calm, []),
    'one route changes': row(latencies.one, took.one),
    'all routes change': row(latencies.full, took.full),
  })
  console.log(`failures: ${failures.length === 0 ? 'none' : failures.join('\n')}`)
  console.log(`counted against the plan: ${monthly - left}, sent: ${counted}`)
}

function row(latencies: readonly number[], took: readonly number[]) {
  const ms = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(1))
  return {
    'p50 ms': ms(percentile(latencies, 0.5)),
    'p99 ms': ms(percentile(latencies, 0.99)),
    'worst ms': ms(percentile(latencies, 1 - 1e-9)),
    'reload, median ms': ms(percentile(took, 0.5)),
    'reload, worst ms': ms(percentile(took, 1 - 1e-9)),
  }
}
