import assert from 'node:assert/strict'
import test from 'node:test'
import { readSubjectAltNames } from '#gateway/peer-certificate.ts'

/** As Node writes the names of a certificate, and what is read of them. */
const texts: Readonly<Record<string, [text: string, ...names: readonly string[]]>> = {
  'one name': ['DNS:shop.example', 'dns shop.example'],
  'names of all kinds': [
    'DNS:shop.example, URI:spiffe://acme/shop, email:shop@acme.example, IP Address:10.0.0.1',
    ...['dns shop.example', 'uri spiffe://acme/shop', 'email shop@acme.example'],
  ],
  'a name that pretends to be two': ['URI:"http://a, DNS:admin.example"', 'uri http://a, DNS:admin.example'],
  'a name with a quote in it': ['DNS:"a\\", DNS:b"', 'dns a", DNS:b'],
  'a name of another kind that pretends to be of ours': ['DirName:"CN = a, DNS:admin.example"'],
  'none at all': [''],
  'what cannot be read, after what can': ['DNS:a, "DNS:b'],
  'a separator without a name': ['DNS:a, '],
}

for (const [what, [text, ...names]] of Object.entries(texts))
  test(`the names of a certificate: ${what}`, () => {
    assert.deepEqual(
      readSubjectAltNames(text).map(({ san, value }) => `${san} ${value}`),
      names,
    )
  })
