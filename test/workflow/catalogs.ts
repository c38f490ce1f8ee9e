/** A catalog of one API, as few lines as there can be. */
export const smallCatalog: Readonly<Record<string, string>> = {
  'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev]\nreview: { board: platform }\n',
  'environments/dev.yaml': 'promote: auto\nlisteners: { public: { hosts: [] } }\nnodes: { minimum: 1 }\n',
  'teams/platform.yaml': 'title: Platform\nforge: acme/platform\n',
  'teams/pets-team.yaml': 'title: Pets team\nforge: acme/pets\n',
  'apis/pets/api.yaml': `title: Pets
summary: Find pets.
owner: pets-team
domain: animals
visibility: internal
dataClass: public
versions:
  v1: { state: published }
gateway: { upstream: pets, auth: none }
`,
  'apis/pets/environments/dev.yaml': `versions: { v1: latest }
listener: public
upstreams: { pets: { targets: [{ url: http://127.0.0.1:9001, weight: 1 }] } }
`,
  'apis/pets/v1/openapi.yaml': petsContract('1.0.0', ['/pets', '/owners']),
}

export function petsContract(semver: string, paths: readonly string[]): string {
  const operation = (path: string) => `  ${path}:
    get:
      operationId: list${path.replaceAll('/', '-')}
      summary: List ${path.slice(1)}
      security: []
      responses:
        "200": { description: All of them }
        default: { description: A problem, content: { application/problem+json: { schema: { type: object } } } }
`
  return `openapi: 3.0.3\ninfo: { title: Pets, version: ${semver}, description: Pets. }\nservers: [{ url: https://api.acme.example }]\npaths:\n${paths.map(operation).join('')}`
}
