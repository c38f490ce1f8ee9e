/** Whether the entries of a content, each of which has the right shape, belong together and to the digest. */
import { createHash, type Hash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import type { SnapshotContract } from './requests.ts'
import { judgedSchemas } from './schema-engine.ts'
import type { SnapshotConsumer, SnapshotContent } from './snapshot.ts'
import { type ReadList, type ReadLists, separator } from './text.ts'

type Pause = () => Promise<void> | undefined

/** `digestOf`, some entries at a time. */
export async function digestInSlices(content: SnapshotContent, lists: ReadLists | null, pause: Pause): Promise<string> {
  const hash = createHash('sha256')
  const names = (Object.keys(content) as (keyof SnapshotContent)[]).sort()
  for (const [number, name] of names.entries()) {
    hash.update(`${number === 0 ? '{' : ','}${JSON.stringify(name)}:[`)
    if (lists !== null) await hashLines(hash, lists[name], pause)
    else
      for (const [index, entry] of (content[name] ?? []).entries()) {
        hash.update(`${index === 0 ? '' : ','}${canonicalJson(entry)}`)
        await pause()
      }
    hash.update(']')
  }
  return `sha256:${hash.update('}').digest('hex')}`
}

/** Bytes that are hashed in one go. */
const batch = 64 * 1024

/** Entries with a comma between two, as they stand in the text but for the white space. */
async function hashLines(hash: Hash, { bytes, starts }: ReadList, pause: Pause): Promise<void> {
  const room = Buffer.allocUnsafe(batch)
  let used = 0
  for (let index = 0; index + 1 < starts.length; index++) {
    const from = starts[index] ?? 0
    const isLast = index + 2 === starts.length
    const to = (starts[index + 1] ?? 0) - separator.length + (isLast ? 0 : 1)
    if (used + to - from > batch) {
      hash.update(room.subarray(0, used))
      used = 0
      await pause()
    }
    if (to - from > batch) hash.update(bytes.subarray(from, to))
    else used += bytes.copy(room, used, from, to)
  }
  hash.update(room.subarray(0, used))
}

/** The first thing that names what is not there, or is there twice. What held in the reading before is not asked again. */
export async function danglingReference(
  content: SnapshotContent,
  lists: ReadLists | null,
  pause: Pause,
): Promise<string | null> {
  for (const name of Object.keys(content) as (keyof SnapshotContent)[]) {
    const twice = lists?.[name].isUnchanged ? null : await repeatedId(content[name] ?? [], pause)
    if (twice !== null) return `\`${name}\` has two entries \`${twice}\``
  }
  const upstreams = new Set(content.upstreams.map(({ id }) => id))
  const asked = lists?.upstreams.isUnchanged ? lists.routes.fresh : content.routes.keys()
  for (const index of asked) {
    const { id = '', upstream = '' } = content.routes[index] ?? {}
    if (!upstreams.has(upstream)) return `route \`${id}\` goes to upstream \`${upstream}\`, which is not there`
    await pause()
  }
  if (lists?.consumers.isUnchanged && lists.plans.isUnchanged) return null
  const plans = new Set(content.plans.map(({ id }) => id))
  const owners = new Map<string, string>()
  for (const consumer of content.consumers) {
    const doubt = doubtfulConsumer(consumer, plans, owners)
    if (doubt !== null) return doubt
    await pause()
  }
  return null
}

async function repeatedId(entries: readonly { readonly id: string }[], pause: Pause): Promise<string | null> {
  // They are sorted, as a rule, and then none is there twice.
  if (entries.every(({ id }, index) => index === 0 || (entries[index - 1]?.id ?? '') < id)) return null
  const seen = new Set<string>()
  for (const { id } of entries) {
    if (seen.size === seen.add(id).size) return id
    await pause()
  }
  return null
}

/** By what is no schema nothing can be judged: better known now than by the first caller. */
export async function unusableContract(
  { contracts = [] }: SnapshotContent,
  lists: ReadLists | null,
  pause: Pause,
): Promise<string | null> {
  for (const index of lists?.contracts.fresh ?? contracts.keys()) {
    const { id, definitions, operations, answers } = contracts[index] as SnapshotContract
    const requests = Object.values(operations).flatMap(({ parameters, body }) => [
      ...parameters.map(({ schema }) => schema),
      ...Object.values(body?.content ?? {}),
    ])
    const given = Object.values(answers?.operations ?? {}).flatMap((byStatus) =>
      Object.values(byStatus).flatMap((content) => Object.values(content)),
    )
    for (const [defined, named] of [
      [definitions, requests],
      [answers?.definitions ?? {}, given],
    ] as const) {
      const lacking = named.find((name) => name !== null && !Object.hasOwn(defined, name))
      if (lacking !== undefined) return `contract \`${id}\` names the schema \`${lacking}\`, which is not there`
      for (const judged of judgedSchemas(defined)) {
        if (judged !== null) return `the schema \`${judged.name}\` of contract \`${id}\` cannot be used: ${judged.why}`
        await pause()
      }
    }
  }
  return null
}

/** @param owners of the credentials of those before; its own are added. */
function doubtfulConsumer(
  { id, grants, keys, tokens }: SnapshotConsumer,
  plans: ReadonlySet<string>,
  owners: Map<string, string>,
): string | null {
  for (const { plan } of grants)
    if (!plans.has(plan)) return `consumer \`${id}\` is on plan \`${plan}\`, which is not there`
  for (const { hash, prefix } of keys) {
    const owner = owners.get(hash)
    if (owner !== undefined) return `key \`${prefix}\` belongs to both \`${owner}\` and \`${id}\``
    owners.set(hash, id)
  }
  for (const { issuer, claim, value } of tokens) {
    const proof = JSON.stringify([issuer, claim, value])
    const owner = owners.get(proof) ?? id
    if (owner !== id) return `tokens with \`${claim}\` \`${value}\` belong to both \`${owner}\` and \`${id}\``
    owners.set(proof, id)
  }
  return null
}
