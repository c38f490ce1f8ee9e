// Writes the pages of docs/reference that are generated, and the table of plugins in docs/gateway.md: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { changesPage } from './changes-page.ts'
import { neighboursPage } from './neighbours-page.ts'
import { withPluginsTable } from './plugins-table.ts'
import { rulesPage } from './rules-page.ts'

writeFileSync(new URL('../../docs/reference/changes.md', import.meta.url), changesPage())
writeFileSync(new URL('../../docs/reference/rules.md', import.meta.url), rulesPage())
writeFileSync(new URL('../../docs/reference/changes-of-neighbours.md', import.meta.url), neighboursPage())

const gateway = new URL('../../docs/gateway.md', import.meta.url)
writeFileSync(gateway, withPluginsTable(readFileSync(gateway, 'utf8')))
