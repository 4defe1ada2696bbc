/** Numbers whose count is not known before the last one. */
export interface Growing {
  push(value: number): void;
  /** All of them. */
  numbers(): Float64Array;
}

/** No numbers yet. The room for them doubles when it is full. */
export function growing(): Growing {
  let room = new Float64Array(64), length = 0;
  return {
    push(value) {
      if (length === room.length) {
        const larger = new Float64Array(2 * length);
        larger.set(room);
        room = larger;
      }
      room[length++] = value;
    },
    numbers: () => room.slice(0, length),
  };
}
