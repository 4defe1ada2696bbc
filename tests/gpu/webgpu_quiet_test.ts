/** What drivers write to stderr when they are asked for an adapter is none of a program's business. */
import { assertEquals } from "@std/assert";
import { skipped } from "../support/webgpu_support.ts";

const script = decodeURIComponent(new URL("../fixtures/quiet_auto.ts", import.meta.url).pathname);
const config = decodeURIComponent(new URL("../../deno.json", import.meta.url).pathname);

/** What a program of `components` components writes in an environment without XDG_RUNTIME_DIR. */
async function written(components: number, ...permissions: string[]) {
  const args = ["run", "--quiet", "--no-check", "--no-prompt", "--config", config];
  const { XDG_RUNTIME_DIR: _, ...env } = Deno.env.toObject();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, ...permissions, script, String(components)],
    env: { ...env, NO_COLOR: "1" },
    clearEnv: true,
  }).output();
  const text = new TextDecoder();
  return { stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Enough for a GPU. */
const many = 7000;

Deno.test('"auto" asks for no adapter where the work is small', async () => {
  assertEquals(await written(50), { stdout: "done\n", stderr: "" });
});

Deno.test({
  name: "a program that may look at XDG_RUNTIME_DIR sees no line of a driver",
  ignore: skipped !== undefined,
  fn: async () => {
    assertEquals(await written(many, "--allow-env"), { stdout: "done\n", stderr: "" });
  },
});

Deno.test({
  name: "one that may not asks once",
  ignore: skipped !== undefined,
  fn: async () => {
    const { stdout, stderr } = await written(many);
    assertEquals(stdout, "done\n");
    // two lines a question, where the driver writes any
    const lines = stderr.split("\n").filter((line) => line.includes("XDG_RUNTIME_DIR")).length;
    assertEquals(lines > 2, false, stderr);
  },
});
