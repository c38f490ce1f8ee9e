/**
 * Whether keys may be fetched from an address: over `https:`, or from this machine. Who could change the answer on its way could
 * sign tokens for everybody.
 */
export function isIssuerAddress(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

function isLoopback(hostname: string): boolean {
  // `URL` has brought every spelling of an IPv4 address into this one.
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
