/** As many of the blocks, from the first, as `room` characters hold with `gap` characters after each, and how many were left out. */
export function fitting(
  blocks: readonly string[],
  room: number,
  gap: number,
): { readonly kept: readonly string[]; readonly left: number } {
  let length = 0
  const over = blocks.findIndex((block) => {
    length += block.length + gap
    return length > room
  })
  const kept = over < 0 ? blocks : blocks.slice(0, over)
  return { kept, left: blocks.length - kept.length }
}
