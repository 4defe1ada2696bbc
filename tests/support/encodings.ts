/** Text as bytes, in encodings that `TextEncoder` does not write. */
export const encodings = {
  utf8: (text: string): Uint8Array => new TextEncoder().encode(text),
  utf16le: (text: string): Uint8Array => units(text, true),
  utf16be: (text: string): Uint8Array => units(text, false),
};

function units(text: string, isLittle: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let t = 0; t < text.length; t++) view.setUint16(2 * t, text.charCodeAt(t), isLittle);
  return new Uint8Array(view.buffer);
}
