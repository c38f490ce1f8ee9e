import { type ParsedDocument, parseDocument } from '../base/document.ts'
import { pointerTo, valueAt } from '../base/place.ts'
import type { ContractSetting, ContractSource } from '../contract/contract.ts'
import { nobodys } from './contract-files.ts'

type Membership = Pick<ContractSource, 'identity' | 'setting'>

/**
 * Says whose contract the file at a path is, so that its findings are those, with the fingerprints, that a review gives. `open` answers
 * files. Of a catalog no more is read than that.
 */
export function memberships(open: (file: string) => Promise<unknown>): (entry: string) => Promise<Membership> {
  const read = new Map<string, Promise<ParsedDocument | null>>()
  const documentAt = (file: string) => {
    const document = read.get(file) ?? open(file).then((bytes) => parsed(file, bytes))
    read.set(file, document)
    return document
  }
  return async (entry) => {
    const member = membershipOf(entry)
    if (member === null) return { identity: nobodys }
    const { root, api, version } = member
    const folder = root === '' ? '' : `${root}/`
    const settings = await documentAt(`${folder}apigov.yaml`)
    const catalog = settings && valueAt(settings.value, '/catalog')
    if (typeof catalog !== 'string') return { identity: nobodys }
    const file = await documentAt(`${folder}apis/${api}/api.yaml`)
    return { identity: { catalog, api, version }, setting: file ? settingIn(file, api, version) : undefined }
  }
}

function parsed(file: string, bytes: unknown): ParsedDocument | null {
  return bytes instanceof Uint8Array ? parseDocument(file, bytes) : null
}

/** `undefined` where it cannot be told; what is wrong with the file, `validate` says. */
function settingIn({ value }: ParsedDocument, api: string, version: string): ContractSetting | undefined {
  const visibility = visibilities.find((one) => one === valueAt(value, '/visibility'))
  if (visibility === undefined) return undefined
  const paths = [pointerTo('/versions', version, 'gateway', 'path'), '/gateway/path'].map((at) => valueAt(value, at))
  const path = paths.find((written) => typeof written === 'string') ?? `/${api}/{version}`
  return { visibility, mount: path.replaceAll('{version}', version) }
}

const visibilities = ['internal', 'partner', 'public'] as const

/** `acme/apis/payments/v2/openapi.yaml` stands in the catalog `acme`, if that is one. */
export function membershipOf(
  entry: string,
): { readonly root: string; readonly api: string; readonly version: string } | null {
  const [, root = '', api, version] = /^(?:(.+)\/)?apis\/([^/]+)\/(v\d+)\//.exec(entry) ?? []
  return api === undefined || version === undefined ? null : { root, api, version }
}
