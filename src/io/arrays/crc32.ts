/** The remainders of all bytes by the polynomial of ISO 3309, reflected: 0xEDB88320. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The check sum CRC-32 (ISO 3309), as ZIP files have it. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let t = 0; t < bytes.length; t++) {
    rest = remainders[(rest ^ bytes[t]!) & 0xff]! ^ (rest >>> 8);
  }
  return (rest ^ 0xffffffff) >>> 0;
}
