import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'
import { type Met, reportOnce } from '../vocabulary/once.ts'

const internal =
  /^(?:localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?(?:::1|f[cd][0-9a-f]{2}:))|\.(?:internal|local|localdomain|lan|corp|intranet)$/i

export const serverInternal = defineRule({
  id: 'server-internal',
  group: 'security',
  summary: 'Contracts name no hosts of the inside, which callers cannot reach and attackers like to know.',
  source: 'OWASP API9:2023 Improper Inventory Management, RFC 6762 section 3',
  example: {
    bad: `
      servers:
        - url: https://pets.prod.internal/v1`,
    good: `
      servers:
        - url: https://api.example.com/v1`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report, contract) {
    const met: Met[] = []
    return {
      server({ value: { url }, file, pointer }) {
        const host =
          typeof url === 'string' ? /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] : undefined
        if (host === undefined || !internal.test(host)) return
        met.push({
          at: { file, pointer: pointerTo(pointer, 'url') },
          message: `The server \`${host}\` is one of the inside`,
          help: 'Name the address that callers use.',
          subject: host,
        })
      },
      end: () => reportOnce(report, contract, met),
    }
  },
})
