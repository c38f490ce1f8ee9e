// Writes the pages of docs/reference that are generated: `npm run docs`.
import { writeFileSync } from 'node:fs'
import { changesPage } from './changes-page.ts'
import { neighboursPage } from './neighbours-page.ts'
import { rulesPage } from './rules-page.ts'

writeFileSync(new URL('../../docs/reference/changes.md', import.meta.url), changesPage())
writeFileSync(new URL('../../docs/reference/rules.md', import.meta.url), rulesPage())
writeFileSync(new URL('../../docs/reference/changes-of-neighbours.md', import.meta.url), neighboursPage())
