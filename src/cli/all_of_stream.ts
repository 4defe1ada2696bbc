/** As many bytes as a file may have that is read at once: what comes from a pipe may have no end. */
const mostBytes = 2 ** 31;

/** All bytes of a stream. Rejects with a `RangeError` once there are more than `most`. */
export async function allOf(
  stream: AsyncIterable<Uint8Array>,
  most = mostBytes,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > most) throw new RangeError(`More than ${most} bytes`);
    chunks.push(chunk);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
