import assert from 'node:assert/strict'
import test from 'node:test'
import { gitEnvironment } from '#git/environment.ts'

/** The settings Git would read, in order. */
function settings(env: Readonly<Record<string, string>>): string[] {
  return Array.from({ length: Number(env['GIT_CONFIG_COUNT']) }, (_, n) => {
    return `${env[`GIT_CONFIG_KEY_${n}`]}=${env[`GIT_CONFIG_VALUE_${n}`]}`
  })
}

test('what would point Git at another repository or run a program is not passed on, what an operator needs is', () => {
  const kept = { PATH: '/bin', HTTPS_PROXY: 'http://proxy', GIT_SSL_CAINFO: '/ca.pem', GIT_SSH_COMMAND: 'ssh -i key' }
  const dropped = {
    GIT_DIR: '/x',
    GIT_WORK_TREE: '/x',
    GIT_EXTERNAL_DIFF: 'x',
    GIT_EXEC_PATH: '/x',
    PAGER: 'x',
    EDITOR: 'x',
  }
  const env = gitEnvironment({ ...kept, ...dropped })
  assert.deepEqual(
    Object.entries(env)
      .filter(([name]) => !name.startsWith('GIT_CONFIG'))
      .sort(),
    Object.entries({ ...kept, GIT_ASKPASS: '', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }).sort(),
  )
})

test('settings of the operator stand, ours come after them and win', () => {
  const own = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
  assert.deepEqual(settings(gitEnvironment(own)).slice(0, 3), [
    'safe.directory=*',
    'core.hooksPath=/dev/null',
    'protocol.ext.allow=never',
  ])
})

test('a token is a setting for its origin alone, and for no protocol that has no headers', () => {
  const basic = Buffer.from('x-access-token:t0ken').toString('base64')
  const env = gitEnvironment({}, { url: 'https://ghe.acme.example:8443/acme/apis.git', token: 't0ken' })
  assert.deepEqual(settings(env).slice(-2), [
    'credential.helper=',
    `http.https://ghe.acme.example:8443/.extraHeader=Authorization: Basic ${basic}`,
  ])
  for (const url of ['ssh://git@ghe.acme.example/acme/apis.git', 'git@ghe.acme.example:acme/apis.git', '/srv/apis.git'])
    assert.doesNotMatch(settings(gitEnvironment({}, { url, token: 't0ken' })).join(), /Basic/)
})
