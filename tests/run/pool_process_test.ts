/** Programs that use the pool end when they are done, in Deno without any permission and in Node. */
import { assert, assertEquals } from "@std/assert";
import { succeeds } from "../support/hosts.ts";

const script = new URL("pool_script.ts", import.meta.url);

/** Milliseconds after which a program that does not end is ended: something keeps it alive. */
const hanging = 60_000;

interface Report {
  readonly shared: boolean;
  readonly status: number;
  readonly again: number;
  readonly right: boolean;
  readonly timers: number;
}

async function check(
  command: string,
  { args, stdin }: { readonly args: readonly string[]; readonly stdin?: Uint8Array },
): Promise<void> {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(stdin);
    await writer.close();
  }
  const watch = setTimeout(() => child.kill(), hanging);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(watch);
  const decoder = new TextDecoder();
  assertEquals({ code, stderr: decoder.decode(stderr) }, { code: 0, stderr: "" });
  const report: Report = JSON.parse(decoder.decode(stdout));
  assertEquals(report, { shared: true, status: 255, again: 255, right: true, timers: 0 });
}

Deno.test("in Deno, without any permission", async () => {
  await check(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", script.href],
  });
});

/** Whether there is a Node that has `process.getBuiltinModule`. */
const hasNode = await succeeds("node", ["-e", "process.exit(process.getBuiltinModule ? 0 : 1)"]);

Deno.test({
  name: "in Node, bundled",
  ignore: !hasNode,
  fn: async () => {
    const bundle = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", "--quiet", "--no-lock", "--platform", "browser", script.href],
      stdin: "null",
    }).output();
    assert(bundle.success, new TextDecoder().decode(bundle.stderr));
    await check("node", { args: ["--input-type=module", "-"], stdin: bundle.stdout });
  },
});
