import { defineBufRule } from '../protobuf-rule.ts'

export const protobufRpcMessageMisnamed = defineBufRule({
  id: 'protobuf-rpc-message-misnamed',
  group: 'shape',
  summary: 'Requests and responses are named after their call, so that who knows one knows all three.',
  source: 'Google AIP-130',
  example: {
    bad: `
      service PetService { rpc Keep(Query) returns (Answer); }
      message Query { string name = 1; }
      message Answer { string name = 1; }`,
    good: `
      service PetService { rpc Keep(KeepRequest) returns (KeepResponse); }
      message KeepRequest { string name = 1; }
      message KeepResponse { string name = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  buf: {
    RPC_REQUEST_STANDARD_NAME: 'Call that of a new call `…Request`.',
    RPC_RESPONSE_STANDARD_NAME: 'Call that of a new call `…Response`.',
  },
})
