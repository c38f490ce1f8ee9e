import { validateRequestSchema } from '../../snapshot/plugins/validate-request.ts'
import type { SnapshotContract } from '../../snapshot/requests.ts'
import type { Exchange, Outcome } from '../exchange.ts'
import { invalidRequest, type RequestJudge, requestJudge, type Violation } from '../validation/request-judge.ts'
import { ContractSchemas } from '../validation/schemas.ts'
import { ViolationLog } from '../validation/violation-log.ts'
import { definePlugin, type PluginStates } from './plugin.ts'

/** After limits have counted the request: whoever tries what is taken pays for it. Only JSON bodies are held; others stream on. */
export const validateRequest = definePlugin({
  schema: validateRequestSchema,
  /** One set of compiled schemas for the routes of a contract, as long as a table uses it. */
  begin: () => ({ schemas: new WeakMap<SnapshotContract, ContractSchemas>(), violations: new ViolationLog('request') }),
  compile({ mode, size }, route, { state, contract, tell }) {
    const operation = contract?.operations[route.id.slice(`${route.api}/${route.version} `.length)]
    if (contract === undefined || operation === undefined)
      throw new Error('the snapshot does not say what its requests look like')
    const schemas = state.schemas.get(contract) ?? new ContractSchemas(contract)
    state.schemas.set(contract, schemas)
    const judge = requestJudge(route.path, operation, schemas)
    const decide = (violations: readonly Violation[]): Outcome => {
      const [first] = violations
      if (first === undefined) return undefined
      if (mode === 'enforce') {
        state.violations.count(route.id)
        return invalidRequest(violations)
      }
      const where = `${first.name ?? ''}${first.pointer}`
      state.violations.report(route.id, `${first.in}${where && ` ${where}`} ${first.detail}`, tell)
      return undefined
    }
    return { serve: (exchange) => serve(exchange, judge, size, mode === 'enforce', decide) }
  },
})

/** What the plugins of a gateway have seen in requests. */
export function requestViolationsIn(states: PluginStates): ViolationLog {
  // What `begin` gave.
  return (states.of(validateRequest) as { readonly violations: ViolationLog }).violations
}

function serve(
  exchange: Exchange,
  judge: RequestJudge,
  size: number,
  isEnforced: boolean,
  decide: (violations: readonly Violation[]) => Outcome,
): Outcome | Promise<Outcome> {
  const wrong = judge.head(exchange)
  const body = judge.body(exchange)
  if (body === 'nothing') return decide(wrong)
  if (body === 'to be read') {
    return exchange.readBody(size).then((bytes) => {
      if (!Buffer.isBuffer(bytes)) return bytes
      return decide([...wrong, ...judge.content(exchange, bytes)])
    })
  }
  if ('violation' in body) return decide([...wrong, body.violation])
  if (isEnforced) return body.problem
  return decide([...wrong, { in: 'body', pointer: '', detail: body.problem.detail }])
}
