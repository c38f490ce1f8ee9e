import type { ContractSetting } from '../../contract/contract.ts'

/** True for an API that strangers may know of; of one in no catalog nothing else is known. */
export function isPublic({ setting }: { readonly setting?: ContractSetting | undefined }): boolean {
  return setting === undefined || setting.visibility === 'public'
}
