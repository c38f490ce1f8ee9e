import { githubDescription } from './github-description.ts'

type Json = Record<string, unknown>

/**
 * The files of a catalog of `count` APIs, each one path of GitHub's description with every component it reaches: real operations,
 * real schemas, sizes as they come. One team, one environment, nothing exposed; drafts, so that nothing is released. The same
 * `count` gives the same bytes.
 */
export function realCatalog(count: number): Record<string, string> {
  const files: Record<string, string> = {
    'apigov.yaml': 'format: 1\ncatalog: real\nenvironments: [dev]\nreview: { board: api-board }\n',
    'environments/dev.yaml':
      'promote: auto\nlisteners: { internal: { hosts: [api.example] } }\nnodes: { minimum: 1 }\nsnapshotFormat: 1\n',
    'teams/api-board.yaml': 'title: API board\nforge: acme/api-board\n',
  }
  const whole = JSON.parse(githubDescription()) as {
    paths: Record<string, Json>
    components: Json
    info: Json
    openapi: string
  }
  const paths = Object.keys(whole.paths)
  for (let index = 0; index < count; index++) {
    // Beyond the description's own number of paths they come round again, as APIs of their own.
    const path = paths[index % paths.length] ?? ''
    const id = `api-${String(index).padStart(4, '0')}`
    files[`apis/${id}/api.yaml`] = [
      `title: API ${index}`,
      `summary: ${JSON.stringify(`Everything at ${path}.`)}`,
      'owner: api-board',
      'visibility: internal',
      'dataClass: internal',
      'versions: { v1: { state: draft } }',
      `gateway: { path: "/${id}/{version}", upstream: main, auth: { any: [api-key] } }`,
      '',
    ].join('\n')
    const contract = cut(whole, path)
    files[`apis/${id}/v1/openapi.json`] = `${JSON.stringify(contract, null, 1)}\n`
  }
  return files
}

/** One path of a description with the components it reaches. */
function cut(
  whole: { paths: Record<string, Json>; components: Json; info: Json; openapi: string },
  path: string,
): Json {
  const components: Record<string, Json> = {}
  const todo: unknown[] = [whole.paths[path]]
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const reference = (value as Json)['$ref']
    const [, kind, name] = typeof reference === 'string' ? (/^#\/components\/([^/]+)\/(.+)$/.exec(reference) ?? []) : []
    if (kind !== undefined && name !== undefined && components[kind]?.[name] === undefined) {
      const component = (whole.components[kind] as Json)[name]
      components[kind] = { ...components[kind], [name]: component }
      todo.push(component)
    }
    todo.push(...Object.values(value))
  }
  return {
    openapi: whole.openapi,
    info: { ...whole.info, version: '1.0.0' },
    paths: { [path]: whole.paths[path] },
    components,
  }
}
