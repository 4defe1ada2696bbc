import { localsAfter, newCode } from "../bytes/assembler.ts";
import { moduleBytes } from "../bytes/module.ts";

/** The module of `run(to, from, count)`, which adds `count` doubles, an even number, to others in memory. */
export function mergeModule(shared: boolean): Uint8Array<ArrayBuffer> {
  const params = ["i32", "i32", "i32"] as const;
  const [to, from, count] = [0, 1, 2];
  const locals = localsAfter(params), code = newCode();
  code.block(() =>
    code.loop(() => {
      code.get(count);
      code.op("i32.eqz");
      code.brIf(1);
      code.get(to, to);
      code.access("v128.load");
      code.get(from);
      code.access("v128.load");
      code.op("f64x2.add");
      code.access("v128.store");
      for (const pointer of [to, from]) {
        code.get(pointer);
        code.i32(16);
        code.op("i32.add");
        code.set(pointer);
      }
      code.get(count);
      code.i32(2);
      code.op("i32.sub");
      code.set(count);
      code.br(0);
    })
  );
  const run = { name: "run", params, results: [], locals, code };
  return moduleBytes({ shared, imports: [], functions: [run] });
}
