/** What a new catalog consists of, before anything is written. */
import type { OutputFile, Tree } from '../base/tree.ts'
import { type ApiKey, generateApiKey } from '../snapshot/api-key.ts'
import { schemaFiles } from './schema-files.ts'

export interface InitPlan {
  readonly files: readonly OutputFile[]
  /** Paths of the template that stand in the folder already; they are left as they are. */
  readonly kept: readonly string[]
  /** The keys whose hashes stand in the files: to be shown once, and to be kept nowhere. */
  readonly keys: readonly { readonly file: string; readonly key: string }[]
}

/**
 * The files of the template, the schemas their first lines name, and `adopted` ones, for a folder in which `there` stands already
 * (`null`: nothing). Keys in the template are replaced by new ones: the same key in every catalog would be nobody's. With adopted APIs
 * the template's own API and what belongs to it are left out.
 */
export async function planCatalog(
  template: Tree,
  there: Tree | null,
  adopted: readonly OutputFile[] = [],
  newKey: () => ApiKey = generateApiKey,
): Promise<InitPlan> {
  const keys: { file: string; key: string }[] = []
  const isFree = (path: string) => there === null || !isTaken(there, path)
  const paths = [...template.entries.keys()].filter((path) => adopted.length === 0 || standsAlone.test(path))
  const files: OutputFile[] = []
  for (const path of paths.filter(isFree)) {
    const text = new TextDecoder().decode(await template.read(path))
    files.push({ path, content: withNewKeys(text, newKey, (key) => keys.push({ file: path, key })) })
  }
  const others = [...adopted, ...schemaFiles()]
  const kept = [...paths, ...others.map(({ path }) => path)].filter((path) => !isFree(path))
  return { files: [...files, ...others.filter(({ path }) => isFree(path))], kept, keys }
}

/** The team that owns what nobody has claimed yet; the template's board. */
export const firstOwner = 'platform-team'

/** What of the template holds without its API. */
const standsAlone = new RegExp(`^(apigov\\.yaml|environments/.*|plans/.*|teams/${firstOwner}\\.yaml)$`)

/** True where something stands at the path, or a link on the way to it: what is behind a link is not ours to write to. */
function isTaken(there: Tree, path: string): boolean {
  const segments = path.split('/')
  return segments.some((_, index) => there.entries.has(segments.slice(0, index + 1).join('/')))
}

function withNewKeys(text: string, newKey: () => ApiKey, made: (key: string) => void): string {
  return text.replace(/(prefix: )agk_\w{6}(\s+hash: )"sha256:[0-9a-f]{64}"/g, (_, before: string, between: string) => {
    const { key, prefix, hash } = newKey()
    made(key)
    return `${before}${prefix}${between}"${hash}"`
  })
}
