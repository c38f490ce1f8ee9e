import type { SdkResult, Toolchain } from '#sdk/toolchain.ts'

/** Makes one file of each contract that has operations; with `reason` it can do nothing, as a machine without Java. */
export function fakeToolchain({ reason }: { reason?: string } = {}): Toolchain {
  return {
    async generate(requests) {
      return requests.map(({ generator, contract, overlay }): SdkResult => {
        if (reason !== undefined) return { made: false, reason }
        const { info, paths } = JSON.parse(contract)
        if (!info || !paths)
          return { made: false, reason: 'the generator refused the contract: attribute paths is missing' }
        const generated = { 'README.md': 'generated', [generator]: Object.keys(paths).join('\n') }
        const files = { ...generated, ...Object.fromEntries(overlay.map(({ path, content }) => [path, content])) }
        return { made: true, notes: [], files: Object.entries(files).map(([path, content]) => ({ path, content })) }
      })
    },
  }
}
