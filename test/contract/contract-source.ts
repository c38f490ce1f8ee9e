import { blobId } from '#base/tree.ts'
import type { Contract, ContractSource } from '#contract/contract.ts'
import { readContract } from '#contract/read.ts'

/** A source from literals; the first file is the entry. */
export function sourceOf(
  files: Readonly<Record<string, string>>,
  refused: Readonly<Record<string, 'symlink' | 'submodule' | 'too-large'>> = {},
): ContractSource {
  const contents = Object.entries(files).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text)
    return [path, { bytes, blob: blobId(bytes) }] as const
  })
  return {
    entry: Object.keys(files)[0] ?? 'openapi.yaml',
    files: new Map(contents),
    refused: new Map(Object.entries(refused)),
    identity: { catalog: '', api: '', version: '' },
  }
}

/** The contract of literals that are known to be good. */
export function contractOf(files: Readonly<Record<string, string>>): Contract {
  const { contract, findings } = readContract(sourceOf(files))
  if (contract === null) throw new Error(JSON.stringify(findings, null, 2))
  return contract
}
