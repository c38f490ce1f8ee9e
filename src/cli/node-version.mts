/** The oldest Node.js the compiled package runs on; `engines` in package.json says the same. */
export const nodeMinimum = '22.19'

/** Whether a version such as `20.11.1` is at least `nodeMinimum`. */
export function nodeSuffices(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = nodeMinimum.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}
