// Makes a fresh clone ready to work: installs the locked dependencies and, where the machine's Node is older than the one
// the project pins, that Node from npm. Plain JavaScript without dependencies, because it runs before either is there:
// it is the `pre` script of `npm run demo`, `npm test` and the others, which then already find the pinned Node on their PATH.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const lockfile = `${root}package-lock.json`
const stamp = `${root}node_modules/.apigov-setup`
const locked = createHash('sha256').update(readFileSync(lockfile)).digest('hex')

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === locked
if (!installed()) {
  say('installing dependencies (about a minute the first time)')
  // Install scripts stay off: they are other people's code, run before anyone looked. The pinned Node is the one exception.
  npm('ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error')
  npm('rebuild', 'node', '--loglevel=error')
  writeFileSync(stamp, locked)
}

// What only the tests need and npm does not have: `npm test` asks for it with --tools.
if (process.argv.includes('--tools')) {
  provide('chromium', 'chromium', 'the tests that look at pages')
  provide('redis-server', 'redis-server', 'the tests of limits that gateways count together')
  provide('curl', 'curl', 'the tests of HTTP/2')
  provide('java', 'default-jre-headless', 'the tests that generate SDKs')
  if (process.platform === 'linux' && process.arch === 'x64') bringOasdiff()
}

/** What change detection is held against. It has a lockfile of its own: npm installs no dependency that is for one platform only. */
function bringOasdiff() {
  const folder = `${root}.ci/oasdiff`
  if (!existsSync(`${folder}/node_modules`))
    npm('ci', '--prefix', folder, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error')
}

/** Installs a Debian package where its program is missing and this may be done (root, apt-get); else says what to run. */
function provide(program, debianPackage, what) {
  if (succeeds(program, '--version')) return
  if (process.getuid?.() === 0 && succeeds('apt-get', '--version')) {
    say(`installing ${debianPackage} for ${what}`)
    const apt = (...args) => succeeds('apt-get', '-qq', '-y', '--no-install-recommends', ...args)
    if (apt('update') && apt('install', debianPackage)) return
  }
  say(`\`${program}\` is missing: ${what} will fail. On Debian or Ubuntu: sudo apt-get install ${debianPackage}`)
}

function succeeds(program, ...args) {
  return (
    spawnSync(program, args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ===
    0
  )
}

/** One line on stderr, so that the output of the script that follows stays clean in a pipe. */
function say(text) {
  process.stderr.write(`set-up: ${text}\n`)
}

/** Runs npm in the project's root; its output goes to stderr. Ends the process with npm's own exit code when it fails. */
function npm(...args) {
  try {
    execFileSync('npm', args, {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32',
    })
  } catch (error) {
    say(`\`npm ${args.join(' ')}\` failed; its own words are above. Is a package registry reachable (\`npm ping\`)?`)
    process.exit(error.status ?? 1)
  }
}
