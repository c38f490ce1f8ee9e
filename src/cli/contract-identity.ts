import { parseDocument } from '../base/document.ts'
import { valueAt } from '../base/place.ts'
import type { ContractIdentity } from '../contract/contract.ts'
import { nobodys } from './contract-files.ts'

/**
 * Says whose contract the file at a path is, so that its findings have the fingerprints that a review gives them. `open` answers
 * files. Of a catalog only the name is read.
 */
export function identities(open: (file: string) => Promise<unknown>): (entry: string) => Promise<ContractIdentity> {
  const names = new Map<string, Promise<string | null>>()
  return async (entry) => {
    const member = membershipOf(entry)
    if (member === null) return nobodys
    const { root, api, version } = member
    const name = names.get(root) ?? open(root === '' ? 'apigov.yaml' : `${root}/apigov.yaml`).then(catalogName)
    names.set(root, name)
    const catalog = await name
    return catalog === null ? nobodys : { catalog, api, version }
  }
}

function catalogName(settings: unknown): string | null {
  if (!(settings instanceof Uint8Array)) return null
  const name = valueAt(parseDocument('apigov.yaml', settings).value, '/catalog')
  return typeof name === 'string' ? name : null
}

/** `acme/apis/payments/v2/openapi.yaml` stands in the catalog `acme`, if that is one. */
export function membershipOf(
  entry: string,
): { readonly root: string; readonly api: string; readonly version: string } | null {
  const [, root = '', api, version] = /^(?:(.+)\/)?apis\/([^/]+)\/(v\d+)\//.exec(entry) ?? []
  return api === undefined || version === undefined ? null : { root, api, version }
}
