import { z } from 'zod'
import { pluginSchemas } from '#snapshot/plugins/index.ts'

const [begin, end] = ['<!-- plugins: written by `npm run docs` -->', '<!-- /plugins -->']

/** A page with the table of every plugin, as the schemas have it, between its marks. */
export function withPluginsTable(page: string): string {
  const [before, after] = [page.indexOf(begin), page.indexOf(end)]
  if (before < 0 || after < before) throw new Error(`the page has no ${begin} before ${end}`)
  return `${page.slice(0, before)}${begin}\n\n${pluginsTable()}\n\n${page.slice(after)}`
}

function pluginsTable(): string {
  const rows = pluginSchemas.flatMap(({ id, summary, config }) => [
    [`**\`${id}\`**`, '', summary, ''],
    ...keyRows(z.toJSONSchema(config, { io: 'input' }) as Shape, ''),
  ])
  const table = [['plugin', 'key', 'what it means', 'default'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return table.map(line).toSpliced(1, 0, rule).join('\n')
}

/** As much of a JSON Schema as configs are written in. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
}

function keyRows({ properties = {}, required = [] }: Shape, above: string): string[][] {
  return Object.entries(properties).flatMap(([key, shape]) => {
    const { description = '', default: otherwise } = shape
    const choice = shape.enum ? ` ${shape.enum.map((each) => `\`${each}\``).join(', ')}.` : ''
    const isNested = shape.properties !== undefined
    const fallback = otherwise === undefined ? (required.includes(key) ? 'required' : '') : written(otherwise)
    return [
      ['', `\`${above}${key}\``, `${description}${choice}`.replaceAll('|', '\\|'), fallback],
      ...(isNested ? keyRows(shape, `${above}${key}.`) : []),
    ]
  })
}

/** Of a list its items; nothing where it is empty. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `\`${value}\``
  return Object.values(value)
    .map((each) => `\`${each}\``)
    .join(', ')
}
