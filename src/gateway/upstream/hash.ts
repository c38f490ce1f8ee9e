/**
 * The score of a key for one of many places; the place with the highest score has the key, and over all keys each place has its
 * weight's share (weighted rendezvous hashing; Schindelhauer and Schomaker 2005).
 */
export function rendezvousScore(key: string, place: string, weight: number): number {
  // Strictly between 0 and 1.
  const fraction = (hash(`${key}\n${place}`) + 0.5) / 0x1_0000_0000
  return -weight / Math.log(fraction)
}

/** FNV-1a over the code units, finished as MurmurHash3 does: FNV alone spreads similar texts badly in its high bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
