import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { didYouMean } from '../../base/did-you-mean.ts'
import { messageOf } from '../../base/errors.ts'
import { kinds } from '../../catalog/kinds/index.ts'
import { schemaFiles } from '../../catalog/schema-files.ts'
import { defineCommand, type Io } from '../command.ts'
import { folderNotWritable, kindUnknown } from '../errors.ts'

export const schema = defineCommand({
  id: 'schema',
  summary: 'Print the JSON Schema of a kind of catalog file, for editors.',
  arguments: '[kind]',
  options: [
    { flags: '--out <dir>', summary: 'Write the schemas of all kinds into a folder, over those that are there.' },
  ],
  examples: ['apigov schema', 'apigov schema api', 'apigov schema --out .apigov/schemas'],
  async run({ args: [id], options }, io) {
    const kind = kinds.find((known) => known.id === id)
    if (id !== undefined && !kind)
      throw kindUnknown(
        id,
        didYouMean(
          id,
          kinds.map((known) => known.id),
        ),
      )
    if (typeof options['out'] === 'string') await write(resolve(io.cwd, options['out']), id, io)
    else if (kind) io.stdout.write(`${JSON.stringify(kind.jsonSchema(), null, 2)}\n`)
    else io.stdout.write(listing())
    return 0
  },
})

async function write(dir: string, id: string | undefined, io: Io): Promise<void> {
  for (const { path, content } of schemaFiles('').filter((file) => id === undefined || file.path === `${id}.json`)) {
    try {
      await mkdir(dir, { recursive: true })
      await writeFile(join(dir, path), content)
    } catch (thrown) {
      throw folderNotWritable(join(dir, path), messageOf(thrown), thrown)
    }
    io.stderr.write(`wrote ${join(dir, path)}\n`)
  }
}

/** Two lines a kind, because paths and sentences together are wider than a terminal. */
function listing(): string {
  return kinds.map(({ id, path, summary }) => `${id}: ${path}\n  ${summary}\n`).join('')
}
