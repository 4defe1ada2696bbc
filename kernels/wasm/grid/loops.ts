import type { Code } from "../bytes/assembler.ts";

/** Adds `bytes`, a number or a local, to a pointer. */
export function advance(code: Code, pointer: number, bytes: number | { readonly local: number }) {
  code.get(pointer);
  if (typeof bytes === "number") code.i32(bytes);
  else code.get(bytes.local);
  code.op("i32.add");
  code.set(pointer);
}

/** Runs `body` as many times as the local `left` says, once at least; it counts down to 0. */
export function countdown(code: Code, left: number, body: () => void): void {
  code.loop(() => {
    body();
    code.get(left);
    code.i32(1);
    code.op("i32.sub");
    code.tee(left);
    code.brIf(0);
  });
}
