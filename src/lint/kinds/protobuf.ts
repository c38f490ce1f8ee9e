import { markdownCode } from '../../base/escaping.ts'
import { compareFindings, type Finding } from '../../base/finding.ts'
import { fingerprinter } from '../../base/fingerprint.ts'
import { pointerTo } from '../../base/place.ts'
import type { Json, JsonObject } from '../../contract/contract.ts'
import type { CompilerMessage, ProtobufContract } from '../../contract/kinds/protobuf.ts'
import { innermost } from '../../contract/kinds/protobuf-image.ts'
import type { BufConfig } from '../buf-config.ts'
import { loadedOnce } from '../lint.ts'
import { rulesFor } from '../overrides.ts'
import type { ProtobufAt } from '../protobuf-rule.ts'
import { rules as everyRule } from '../rules/index.ts'
import type { Ruleset } from '../ruleset.ts'
import { type ActiveRule, runRules } from '../run-rules.ts'

interface ProtobufLinter {
  /** What buf is to be asked, as its configuration says it; `null` where none of its rules is on. */
  readonly config: JsonObject | null
  /** Every finding, as a reader walks the files, from what buf said. */
  judge(said: readonly CompilerMessage[]): Finding[]
}

/** What a ruleset wants of a Protobuf contract. Throws an `ApigovError` where the ruleset cannot be used. */
export async function protobufLinter(contract: ProtobufContract, ruleset: Ruleset): Promise<ProtobufLinter> {
  const { house, buf } = await loadedOnce(ruleset)
  const own = contract.packages.map(({ file }) => contract.place(file, [0, 0]).file)
  const active = rulesFor(house, house.overrides.length === 0 ? [contract.entry] : [contract.entry, ...own]).filter(
    ({ rule }) => rule.kinds.includes('protobuf'),
  )
  const asked = new Set(active.flatMap(({ rule }) => rule.asks ?? []))
  return {
    config: buf === null ? ownConfig(asked) : theirConfig(buf, asked),
    judge: (said) => {
      const known = new Set(everyRule.flatMap(({ asks }) => asks ?? []))
      const others = buf === null ? [] : said.filter(({ rule }) => !known.has(rule))
      return [...judge(contract, said, active), ...told(contract, others)].sort(compareFindings)
    },
  }
}

function ownConfig(asked: ReadonlySet<string>): JsonObject | null {
  // A comment in the contract that turns a rule off would be an exception that nobody approved.
  return asked.size === 0 ? null : { version: 'v2', lint: { use: [...asked], disallow_comment_ignores: true } }
}

/** The user's, which says what holds; but what the ruleset turns off is off. */
function theirConfig({ version, lint }: BufConfig, asked: ReadonlySet<string>): JsonObject {
  const off = everyRule.flatMap(({ asks }) => asks ?? []).filter((id) => !asked.has(id))
  const except = Array.isArray(lint['except']) ? (lint['except'] as readonly Json[]) : []
  return { version, lint: { ...lint, except: [...new Set([...except, ...off, ...ofFolders])] } }
}

/** The folder it is about is that of buf's module: here a contract is laid out from the folder of its version. */
const ofFolders = ['PACKAGE_DIRECTORY_MATCH']

/** What buf says by a rule that is none of ours, because a `buf.yaml` asks it. */
function told(contract: ProtobufContract, said: readonly CompilerMessage[]): Finding[] {
  const fingerprint = fingerprinter()
  const { catalog, api, version } = contract.identity
  return said.map(({ rule, file, line, column, message }) => {
    const position = [line - 1, column - 1] as const
    const within = contract.elements.filter((element) => element.file === file)
    const pointer = pointerTo('', innermost(within, position)?.name ?? '')
    return {
      rule: `protobuf-${rule.toLowerCase().replaceAll('_', '-')}`,
      severity: 'warning',
      message: sentence(message),
      place: contract.place(file, position),
      fingerprint: fingerprint({ rule, catalog, api, version, pointer, subject: message }),
      help: `Follow \`${rule}\` of \`buf lint\`, or name it after \`except\` in the \`buf.yaml\`.`,
    }
  })
}

function judge(contract: ProtobufContract, said: readonly CompilerMessage[], house: readonly ActiveRule[]): Finding[] {
  const { catalog, api, version } = contract.identity
  const elementsIn = Map.groupBy(contract.elements, ({ file }) => file)
  return runRules<ProtobufAt>(
    {
      kind: 'protobuf',
      contract,
      root: { file: '', position: [0, 0], name: '' },
      key: ({ file, position }) => `${file} ${position}`,
      place: ({ file, position }) => contract.place(file, position),
      address: ({ file, position, name }) => ({
        file: contract.place(file, position).file,
        pointer: name === '' ? '' : pointerTo('', ...name.split('.')),
      }),
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
}

/** buf quotes with `"`, and refers to pages of documentation at the end. */
function sentence(message: string): string {
  return message
    .replace(/ See https?:.*$/s, '')
    .replace(/"([^"]*)"/g, (_, quoted: string) => (quoted === '' ? 'nothing' : markdownCode(quoted)))
    .replace(/\.$/, '')
}
