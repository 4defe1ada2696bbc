/** How many digits stand for a number. */
export const digitsEach = 16;

/** Numbers as text that says them exactly: the 64 bits of each, the highest first, in hexadecimal digits. */
export function hexadecimal(numbers: Float64Array): string {
  const view = new DataView(new ArrayBuffer(8));
  let text = "";
  for (const x of numbers) {
    view.setFloat64(0, x);
    // NaN has many bit patterns, of which an engine may write any
    const high = Number.isNaN(x) ? 0x7ff80000 : view.getUint32(0);
    const low = Number.isNaN(x) ? 0 : view.getUint32(4);
    text += eightDigits(high) + eightDigits(low);
  }
  return text;
}

/** The numbers that such a text says; undefined if it says none. */
export function fromHexadecimal(text: string): Float64Array | undefined {
  if (!/^[0-9a-f]*$/.test(text) || text.length % digitsEach !== 0) return undefined;
  const numbers = new Float64Array(text.length / digitsEach);
  const view = new DataView(new ArrayBuffer(8));
  for (let t = 0, at = 0; t < numbers.length; t++, at += digitsEach) {
    view.setUint32(0, parseInt(text.slice(at, at + 8), 16));
    view.setUint32(4, parseInt(text.slice(at + 8, at + digitsEach), 16));
    numbers[t] = view.getFloat64(0);
  }
  return numbers;
}

function eightDigits(word: number): string {
  return word.toString(16).padStart(8, "0");
}
