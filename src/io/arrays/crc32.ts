/**
 * Row 0: the remainders of all bytes by the polynomial of ISO 3309, reflected: 0xEDB88320. Row r: those of a byte with r
 * bytes of zeros behind it, so that eight bytes are looked up at once (Kounavis & Berry 2008).
 */
const remainders = new Uint32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  remainders[byte] = rest;
}
for (let t = 256; t < remainders.length; t++) {
  const before = remainders[t - 256]!;
  remainders[t] = remainders[before & 0xff]! ^ (before >>> 8);
}

/** The check sum CRC-32 (ISO 3309), as ZIP files have it. */
export function crc32(bytes: Uint8Array): number {
  const { length } = bytes, eights = length - length % 8;
  let rest = 0xffffffff;
  for (let t = 0; t < eights; t += 8) {
    rest ^= bytes[t]! | bytes[t + 1]! << 8 | bytes[t + 2]! << 16 | bytes[t + 3]! << 24;
    rest = remainders[0x700 | (rest & 0xff)]! ^ remainders[0x600 | (rest >>> 8 & 0xff)]! ^
      remainders[0x500 | (rest >>> 16 & 0xff)]! ^ remainders[0x400 | rest >>> 24]! ^
      remainders[0x300 | bytes[t + 4]!]! ^ remainders[0x200 | bytes[t + 5]!]! ^
      remainders[0x100 | bytes[t + 6]!]! ^ remainders[bytes[t + 7]!]!;
  }
  for (let t = eights; t < length; t++) {
    rest = remainders[(rest ^ bytes[t]!) & 0xff]! ^ (rest >>> 8);
  }
  return (rest ^ 0xffffffff) >>> 0;
}
