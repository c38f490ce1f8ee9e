// Writes the pages of docs/reference that are generated, and the table of plugins in docs/gateway-plugins.md: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { changesPage } from './changes-page.ts'
import { neighboursPage } from './neighbours-page.ts'
import { withPluginsTable } from './plugins-table.ts'
import { rulesPage } from './rules-page.ts'

writeFileSync(new URL('../../docs/reference/changes.md', import.meta.url), changesPage())
writeFileSync(new URL('../../docs/reference/rules.md', import.meta.url), rulesPage())
writeFileSync(new URL('../../docs/reference/changes-of-neighbours.md', import.meta.url), neighboursPage())

const plugins = new URL('../../docs/gateway-plugins.md', import.meta.url)
writeFileSync(plugins, withPluginsTable(readFileSync(plugins, 'utf8')))
