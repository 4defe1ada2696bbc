/** A number in digits, as few as it takes to read it back to the last bit: with the sign of a zero, which `String` leaves out. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
