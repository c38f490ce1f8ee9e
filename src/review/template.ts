import type { Finding } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'
import { compileTemplate, type Template } from '../changelog/template.ts'

/** Where a catalog says how its changelogs read; below its root. */
const changelogTemplate = 'templates/changelog.md.hbs'

/** The catalog's own template for changelogs; `null` where it has none, or one that findings say cannot be used. */
export async function templateOf(
  tree: Tree,
  root: string,
): Promise<{ readonly template: Template | null; readonly findings: readonly Finding[] }> {
  const path = root === '' ? changelogTemplate : `${root}/${changelogTemplate}`
  if (tree.entries.get(path)?.kind !== 'file') return { template: null, findings: [] }
  return compileTemplate({ path, text: new TextDecoder().decode(await tree.read(path)) })
}
