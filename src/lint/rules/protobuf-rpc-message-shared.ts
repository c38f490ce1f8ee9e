import { defineBufRule } from '../protobuf-rule.ts'

export const protobufRpcMessageShared = defineBufRule({
  id: 'protobuf-rpc-message-shared',
  group: 'evolution',
  summary:
    'Each call has a request and a response of its own, because what is added for one is added for all that share it.',
  source: 'Google AIP-130',
  example: {
    bad: `
      service PetService { rpc Keep(Pet) returns (Pet); }
      message Pet { string name = 1; }`,
    good: `
      service PetService { rpc Keep(KeepRequest) returns (KeepResponse); }
      message KeepRequest { string name = 1; }
      message KeepResponse { string name = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  buf: {
    RPC_REQUEST_RESPONSE_UNIQUE: 'Give new calls messages of their own.',
  },
})
