import { createRequire } from 'node:module'
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { didYouMean } from '../../base/did-you-mean.ts'
import { messageOf } from '../../base/errors.ts'
import { pointerTo } from '../../base/place.ts'
import { textPattern } from '../../base/text-pattern.ts'
import type { PluginUse } from '../catalog.ts'
import { ownPluginId } from '../gateway.ts'
import { defineReferenceRule } from './reference-rule.ts'

/** As long as a schema of a config gets; what is longer would cost everybody who reads the catalog. */
const longestSchema = 20_000

export const pluginConfig = defineReferenceRule({
  id: 'plugin-config',
  summary: 'Plugins of your own are declared in `apigov.yaml`, and their configs are as declared.',
  check({ catalog: { apis, settings } }, report) {
    const schemas = new Map<string, ValidateFunction | null>()
    for (const [id, schema] of settings.plugins) {
      const compiled = compile(schema)
      if (typeof compiled !== 'string') schemas.set(id, compiled)
      else {
        schemas.set(id, null)
        report({
          file: settings.file,
          pointer: pointerTo('/plugins', id),
          message: `The schema of \`${id}\` cannot be used: ${compiled}`,
          help: 'Write a JSON Schema (2020-12) without references to other files.',
        })
      }
    }
    const troubleOf = ({ id, config }: PluginUse) => {
      if (!ownPluginId.test(id)) return undefined
      const validate = schemas.get(id)
      if (validate === undefined) {
        const near = didYouMean(id, schemas.keys())
        const message = `Plugin \`${id}\` is not declared${near ? `: did you mean \`${near}\`?` : ''}`
        return {
          message,
          help: `Add \`${id}\` with the JSON Schema of its config to \`plugins\` in \`${settings.file}\`.`,
        }
      }
      if (validate === null || validate(config)) return undefined
      const [error] = validate.errors ?? []
      const where = error?.instancePath ? ` at \`${error.instancePath}\`` : ''
      return {
        message: `The config of \`${id}\`${where} ${error?.message ?? 'is wrong'}`,
        help: 'Write it as its schema wants it.',
      }
    }
    const tell = (file: string, pointer: string, uses: readonly PluginUse[]) => {
      for (const trouble of new Set(uses.map(troubleOf))) if (trouble) report({ file, pointer, ...trouble })
    }
    for (const { file, versions, exposures } of apis.values()) {
      // Versions that say nothing of their own share the list of their API.
      for (const [plugins, name] of new Map([...versions.values()].map(({ gateway, name }) => [gateway.plugins, name])))
        tell(file, pointerTo('/versions', name), plugins)
      for (const exposure of exposures.values()) tell(exposure.file, '/plugins', exposure.plugins)
    }
  },
})

/** A function, or why there is none. Only catalogs with such plugins pay for loading what compiles them. */
function compile(schema: boolean | object): ValidateFunction | string {
  if (JSON.stringify(schema).length > longestSchema) return `it is longer than ${longestSchema} characters`
  const loaded: { readonly Ajv2020: typeof Ajv2020 } = createRequire(import.meta.url)('ajv/dist/2020.js')
  try {
    return new loaded.Ajv2020({ strict: false, logger: false, code: { regExp: followed } }).compile(schema)
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** Patterns come from whoever writes a proposal: they are followed in linear time, or not at all. */
function followed(source: string) {
  const pattern = textPattern(source)
  if (pattern === null) throw new Error(`the pattern \`${source}\` looks around or back`)
  return { test: (text: string) => pattern.matches(text) === true, toString: () => `/${source}/` }
}
followed.code = 'followed'
