import type { RuleTexts } from '../report/formatter.ts'
import type { Format } from '../report/report.ts'

/** What rules of lint, checks of policy and rules of changes say of themselves; loaded for the format that shows it. */
export async function ruleTexts(format: Format): Promise<RuleTexts> {
  if (format !== 'sarif') return () => undefined
  const [{ rules }, { checks }, { changeTextOf }] = await Promise.all([
    import('../lint/rules/index.ts'),
    import('../policy/checks/index.ts'),
    import('../diff/rules/reasons.ts'),
  ])
  const own = new Map([
    ...rules.map(({ id, summary, source, example }) => [id, { summary, help: helpOf(source, example) }] as const),
    ...checks.map(({ id, summary }) => [id, { summary }] as const),
  ])
  return (rule) => own.get(rule) ?? changeTextOf(rule)
}

function helpOf(source: string, { bad, good }: { readonly bad: string; readonly good: string }): string {
  return `Instead of\n${bad}\n\nwrite\n${good}\n\nIt follows ${source}.`
}
