// Writes the pages of docs/reference that are generated: `npm run docs`.
import { writeFileSync } from 'node:fs'
import { changesPage } from './changes-page.ts'

writeFileSync(new URL('../../docs/reference/changes.md', import.meta.url), changesPage())
