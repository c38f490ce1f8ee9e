import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto'
import { messageOf } from '../base/errors.ts'
import { signingKeyInvalid } from './errors.ts'
import type { Snapshot } from './snapshot.ts'

/** What a signature vouches for. The environment is part of it, so that what was signed for `dev` cannot be served as `prod`. */
export type Signed = Pick<Snapshot, 'environment' | 'sequence' | 'digest'>

/** The Ed25519 signature of an envelope, base64: always the same for the same. */
export type Sign = (envelope: Signed) => string

/** Signs with a private key in PEM (PKCS #8); throws `signingKeyInvalid` where it is not an Ed25519 one. */
export function signerWith(privateKey: string): Sign {
  const key = ed25519(() => createPrivateKey(privateKey))
  return (envelope) => signBytes(null, signedBytes(envelope), key).toString('base64')
}

/** Whether `signature` is the envelope's own under `publicKey` (see `publicKeyOf`). */
export function isSignedBy(envelope: Signed, signature: string, publicKey: KeyObject): boolean {
  return verifyBytes(null, signedBytes(envelope), publicKey, Buffer.from(signature, 'base64'))
}

/** Reads a public key in PEM (SPKI); throws `signingKeyInvalid` where it is not an Ed25519 one. */
export function publicKeyOf(pem: string): KeyObject {
  return ed25519(() => createPublicKey(pem))
}

function signedBytes({ environment, sequence, digest }: Signed): Buffer {
  return Buffer.from(JSON.stringify(['apigov snapshot', environment, sequence, digest]))
}

function ed25519(read: () => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = read()
  } catch (thrown) {
    throw signingKeyInvalid(messageOf(thrown), thrown)
  }
  if (key.asymmetricKeyType !== 'ed25519') throw signingKeyInvalid(`it is of type \`${key.asymmetricKeyType}\``)
  return key
}
