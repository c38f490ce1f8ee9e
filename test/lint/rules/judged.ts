import type { Finding } from '#base/finding.ts'
import type { Rule } from '#lint/rule.ts'
import { answer } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'

/**
 * What the judge says of a contract by this rule alone; the first file is the entry. What reading it finds is told as well. Several
 * Protobuf files are one module; a folder such as `v2` is the version of the catalog whose contract it is.
 */
export async function judged(
  { id, severity }: Rule,
  files: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const ruleset = { name: 'ruleset.yaml', text: `rules: { ${id}: ${severity === 'warning' ? 'warn' : severity} }` }
  const isModule = Object.keys(files).length > 1 && Object.keys(files).every((path) => path.endsWith('.proto'))
  const version = /(?:^|\/)(v\d+)\/[^/]*$/.exec(Object.keys(files)[0] ?? '')?.[1] ?? ''
  const identity = { catalog: '', api: '', version }
  const source = { ...sourceOf(files), identity, ...(isModule && { module: '' }) }
  const answered = await answer({ do: 'lint', source, ruleset })
  return 'findings' in answered ? answered.findings : []
}
