import { terminalText } from '../../base/escaping.ts'
import type { Finding } from '../../base/finding.ts'
import { defineFormatter } from '../formatter.ts'

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

export const github = defineFormatter({
  id: 'github',
  summary: 'Workflow commands that GitHub Actions turns into annotations on the changed lines.',
  *findings(findings) {
    for (const finding of findings) yield `${command(finding)}\n`
  },
})

/** A known finding is shown, but not in red: it is not this proposal's. */
function command({ rule, severity, message, place, help, known }: Finding): string {
  const name = known === true ? 'notice' : commands[severity]
  const at = place ? `file=${property(place.file)},line=${place.line},col=${place.column},` : ''
  return `::${name} ${at}title=${property(rule)}::${data(help === undefined ? message : `${message}\n${help}`)}`
}

/** The runner's own escaping: actions/toolkit, packages/core/src/command.ts, `escapeData`. */
function data(text: string): string {
  return terminalText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** `escapeProperty` of the same file. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
