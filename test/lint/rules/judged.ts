import type { Finding } from '#base/finding.ts'
import type { Rule } from '#lint/rule.ts'
import { answer } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'

/** What the judge says of a contract by this rule alone; the first file is the entry. What reading it finds is told as well. */
export async function judged(
  { id, severity }: Rule,
  files: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const ruleset = { name: 'ruleset.yaml', text: `rules: { ${id}: ${severity === 'warning' ? 'warn' : severity} }` }
  const answered = await answer({ do: 'lint', source: sourceOf(files), ruleset })
  return 'findings' in answered ? answered.findings : []
}
