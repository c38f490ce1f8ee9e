import { markdownCode } from '../../base/escaping.ts'
import { compareFindings, type Finding } from '../../base/finding.ts'
import { pointerTo } from '../../base/place.ts'
import type { JsonObject } from '../../contract/contract.ts'
import type { CompilerMessage, ProtobufContract } from '../../contract/kinds/protobuf.ts'
import { innermost } from '../../contract/kinds/protobuf-image.ts'
import { loadedOnce } from '../lint.ts'
import type { ProtobufAt } from '../protobuf-rule.ts'
import type { Ruleset } from '../ruleset.ts'
import { type ActiveRule, runRules } from '../run-rules.ts'

interface ProtobufLinter {
  /** What buf is to be asked, as its configuration says it; `null` where none of its rules is on. */
  readonly config: JsonObject | null
  /** Every finding, as a reader walks the files, from what buf said. */
  judge(contract: ProtobufContract, said: readonly CompilerMessage[]): Finding[]
}

/** What a ruleset wants of Protobuf contracts. Throws an `ApigovError` where the ruleset cannot be used. */
export async function protobufLinter(ruleset: Ruleset): Promise<ProtobufLinter> {
  const loaded = await loadedOnce(ruleset)
  const house = loaded.house.filter(({ rule }) => rule.kinds.includes('protobuf'))
  const use = house.flatMap(({ rule }) => rule.asks ?? [])
  return {
    // A comment in the contract that turns a rule off would be an exception that nobody approved.
    config: use.length === 0 ? null : { version: 'v2', lint: { use, disallow_comment_ignores: true } },
    judge: (contract, said) => judge(contract, said, house),
  }
}

function judge(contract: ProtobufContract, said: readonly CompilerMessage[], house: readonly ActiveRule[]): Finding[] {
  const { catalog, api, version } = contract.identity
  const elementsIn = Map.groupBy(contract.elements, ({ file }) => file)
  const findings = runRules<ProtobufAt>(
    {
      kind: 'protobuf',
      contract,
      root: { file: '', position: [0, 0], name: '' },
      key: ({ file, position }) => `${file} ${position}`,
      place: ({ file, position }) => contract.place(file, position),
      parts: ({ name }) => ({ catalog, api, version, pointer: pointerTo('', name) }),
      mayFix: () => false,
      walk(show) {
        for (const { name, file, start: position } of contract.packages) {
          const at = { file, position, name }
          show('package', at, name, at)
        }
        for (const { rule, file, line, column, message } of said) {
          const position = [line - 1, column - 1] as const
          const at = { file, position, name: innermost(elementsIn.get(file) ?? [], position)?.name ?? '' }
          show(rule, at, { message: sentence(message), at })
        }
      },
    },
    house,
  )
  return findings.sort(compareFindings)
}

/** buf quotes with `"`, and refers to pages of documentation at the end. */
function sentence(message: string): string {
  return message
    .replace(/ See https?:.*$/s, '')
    .replace(/"([^"]*)"/g, (_, quoted: string) => (quoted === '' ? 'nothing' : markdownCode(quoted)))
    .replace(/\.$/, '')
}
