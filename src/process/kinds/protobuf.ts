import { type ProtobufContract, protobufReading } from '../../contract/kinds/protobuf.ts'
import { layOut } from '../../contract/kinds/protobuf-layout.ts'
import { SourceReader } from '../../contract/kinds/source-reader.ts'
import { diffProtobuf } from '../../diff/kinds/protobuf.ts'
import { breakingCategories } from '../../diff/kinds/protobuf-verdicts.ts'
import { breakingProtobuf, compileProtobuf, lintProtobufImage } from '../buf.ts'
import { defineKind } from './kind.ts'

export const protobuf = defineKind<ProtobufContract>({
  id: 'protobuf',
  noun: 'a Protobuf contract',
  async read(source) {
    const reader = new SourceReader(source)
    const layout = layOut(source, reader)
    if (layout.files.size === 0) return reader.reading<ProtobufContract>(null)
    return protobufReading(reader, layout, await compileProtobuf(layout))
  },
  reaches(source) {
    const reader = new SourceReader(source)
    layOut(source, reader)
    return reader.reading(null).read
  },
  summarise: ({ kind, title, semver, digest, stated }) => ({
    title,
    kind,
    semver,
    semverPlace: stated,
    digest,
    operations: [],
  }),
  async lint(contract, ruleset) {
    const { protobufLinter } = await import('../../lint/kinds/protobuf.ts')
    const { config, judge } = await protobufLinter(contract, ruleset)
    return judge(config === null ? [] : await lintProtobufImage(contract.image, config))
  },
  diff: async (base, revision, options) =>
    diffProtobuf(base, revision, await breakingProtobuf(base.image, revision.image, breakingCategories), options),
  bundle: () => null,
})
