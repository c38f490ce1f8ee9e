import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'

export const asyncapiServerInsecure = defineRule({
  id: 'asyncapi-server-insecure',
  kinds: ['asyncapi'],
  group: 'security',
  summary:
    'Brokers are reached over TLS, because credentials and messages travel in the open otherwise; a local machine is exempt.',
  source: 'OWASP API8:2023 Security Misconfiguration',
  example: {
    bad: `
      servers:
        production: { host: broker.example.com, protocol: mqtt }`,
    good: `
      servers:
        production: { host: broker.example.com, protocol: mqtts }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report) => ({
    'async-server'(node) {
      const { protocol, host, url } = node.value
      const secure = typeof protocol === 'string' ? over.get(protocol.toLowerCase()) : undefined
      const address = String(host ?? url ?? '').replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
      if (secure === undefined || /^(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(address)) return
      // The scheme of a `url` is no proof, but whoever wrote it meant it.
      if (typeof url === 'string' && url.startsWith(`${secure}://`)) return
      report({
        at: { file: node.file, pointer: pointerTo(node.pointer, 'protocol') },
        message: `The server \`${node.key}\` speaks \`${protocol}\`, without TLS`,
        help: `Reach it over TLS, and write \`protocol: ${secure}\`.`,
      })
    },
  }),
})

/** Protocols without TLS, and the same with it, as AsyncAPI calls them (3.0.0, Server Object, `protocol`). */
const over: ReadonlyMap<string, string> = new Map([
  ['http', 'https'],
  ['ws', 'wss'],
  ['mqtt', 'mqtts'],
  ['amqp', 'amqps'],
  ['kafka', 'kafka-secure'],
  ['stomp', 'stomps'],
  ['redis', 'rediss'],
])
