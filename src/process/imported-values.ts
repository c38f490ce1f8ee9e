/** Names a module that exports the members of whatever is required from the rest of the URL. */
export const importable = 'apigov-values:'

const known: Record<string, unknown> = {}
Object.defineProperty(globalThis, Symbol.for('apigov.imported'), { value: known })

/**
 * The text of a module that exports each member of a value by its name, and by default its `default` or itself: what bundlers make of
 * CommonJS. Node itself exports by name only what it can tell from the text.
 */
export function exportedMembers(url: string, value: unknown): string {
  known[url] = value
  const home = `globalThis[Symbol.for('apigov.imported')][${JSON.stringify(url)}]`
  const isHolder = (typeof value === 'object' || typeof value === 'function') && value !== null
  const names = isHolder ? Object.keys(value).filter((name) => name !== 'default') : []
  const lines = names.map(
    (name, index) =>
      `const _${index} = module[${JSON.stringify(name)}]\nexport { _${index} as ${JSON.stringify(name)} }`,
  )
  const byDefault = isHolder && 'default' in value ? 'module.default' : 'module'
  return [`const module = ${home}`, ...lines, `export default ${byDefault}`].join('\n')
}
