import { reasonOf } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";

/** No file may unpack to more: what a few bytes can be blown up to is no use to anybody. */
const mostBytes = 2 ** 31;

/**
 * The bytes that deflated ones (RFC 1951) stand for, which must be `size`. What comes is kept as it comes: no room is asked
 * for before, and unpacking stops at the first byte too many.
 */
export async function inflate(packed: Uint8Array, size: number, name: string): Promise<Uint8Array> {
  if (size > mostBytes) {
    throw new DomainError(
      `Expected at most ${mostBytes} bytes in ${quoted(name)}, got a size of ${size}`,
    );
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // a copy, for the stream may not be given memory that threads share
    const stream = new Blob([new Uint8Array(packed)]).stream()
      .pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = stream.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      chunks.push(chunk.value);
      length += chunk.value.length;
      if (length > size) {
        await reader.cancel();
        break;
      }
    }
  } catch (error) {
    throw new DomainError(
      `Expected ${quoted(name)} as it was written, got bytes that cannot be unpacked (${
        reasonOf(error)
      })`,
    );
  }
  if (length !== size) {
    throw new DomainError(
      `Expected ${size} bytes in ${quoted(name)}, got ${length > size ? "more" : length}`,
    );
  }
  const contents = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    contents.set(chunk, at);
    at += chunk.length;
  }
  return contents;
}
