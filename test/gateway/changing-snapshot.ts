import { createHash } from 'node:crypto'
import { canonicalJson, snapshotText } from '#snapshot/canonical.ts'
import type { Route, SnapshotContent } from '#snapshot/snapshot.ts'
import { snapshotOf } from './stage.ts'

/** The text of a large snapshot, of which routes change again and again: only they are written anew. */
export function changingSnapshot(content: SnapshotContent) {
  const lists = Object.entries(content).map(([name, list]) => ({ name, lines: list.map(canonicalJson) }))
  const routes = [...content.routes]
  const empty = { routes: [], upstreams: [], consumers: [], plans: [], issuers: [] }

  return {
    change(number: number, by: (route: Route) => Route): void {
      const [before] = routes.slice(number)
      if (before === undefined) throw new RangeError('there is no such route')
      const after = by(before)
      routes[number] = after
      const { lines } = lists.find(({ name }) => name === 'routes') ?? { lines: [] }
      lines[number] = canonicalJson(after)
    },
    text(sequence: number): string {
      const sorted = lists.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      const canonical = sorted.map(({ name, lines }) => `"${name}":[${lines.join(',')}]`).join(',')
      const digest = createHash('sha256').update(`{${canonical}}`).digest('hex')
      let text = snapshotText(snapshotOf(empty, { sequence, digest: `sha256:${digest}` }))
      for (const { name, lines } of lists)
        if (lines.length > 0)
          text = text.replace(`"${name}": []`, () => `"${name}": [\n      ${lines.join(',\n      ')}\n    ]`)
      return text
    },
  }
}
