/**
 * The kinds of contract there are. Each is loaded when a contract of it is met: their libraries together take longer to load than
 * most contracts take to judge.
 */
import { defineError } from '../../base/errors.ts'
import type { ContractKind, ContractSource } from '../../contract/contract.ts'
import { kindOf } from '../../contract/kinds/kind-of.ts'
import type { Diff, DiffOptions } from '../../diff/change.ts'
import type { AnyContract, Kind } from './kind.ts'

const kinds: Readonly<Record<ContractKind, () => Promise<Kind>>> = {
  openapi: async () => (await import('./openapi.ts')).openapi,
  asyncapi: async () => (await import('./asyncapi.ts')).asyncapi,
  arazzo: async () => (await import('./arazzo.ts')).arazzo,
  graphql: async () => (await import('./graphql.ts')).graphql,
  protobuf: async () => (await import('./protobuf.ts')).protobuf,
}

export function kindFor(source: ContractSource): Promise<Kind> {
  return kinds[kindOf(source)]()
}

/** The kind that read a contract. */
function kindThatRead(contract: AnyContract): Promise<Kind> {
  return kinds[contract.kind]()
}

/** What changed between two contracts of one kind. Throws an `ApigovError` where they are of two. */
export async function compare(base: AnyContract, revision: AnyContract, options: DiffOptions): Promise<Diff> {
  const [was, is] = await Promise.all([kindThatRead(base), kindThatRead(revision)])
  if (was.id !== is.id) throw kindsDiffer(base.entry, was.noun, revision.entry, is.noun)
  return is.diff(base, revision, options)
}

const kindsDiffer = defineError(
  'APIGOV_KINDS_DIFFER',
  (base: string, was: string, revision: string, is: string) => `\`${base}\` is ${was}, but \`${revision}\` is ${is}`,
  () => 'Compare two contracts of one kind; another kind is another API, or a new version of this one.',
)
