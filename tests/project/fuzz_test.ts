/** The hunts of `deno task fuzz` can be run, find what is wrong and can be replayed. A few inputs each, always the same. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { hunt } from "../../fuzz/hunt.ts";
import { hunts } from "../../fuzz/hunts.ts";

/** Inputs of each hunt. */
const runs = 8;

for (const { name, law, chase } of hunts) {
  Deno.test(`${name}: ${law}`, async () => {
    const { inputs, checks, failure } = await chase({ seed: 2017, runs, isOver: () => false });
    assertEquals(failure, undefined, failure?.message);
    assertEquals(inputs, runs);
    assert(checks >= runs);
  });
}

/** A hunt for a law that does not hold from 1000 on. */
const wrong = hunt({
  name: "wrong",
  law: "numbers are less than 1000",
  share: 1,
  inputs: fc.nat(),
  paste: String,
  holdsFor: (n, check, note) => {
    note("numbers");
    check(n < 1000, () => `Expected ${n} < 1000`);
  },
});

Deno.test("a counterexample is made small, and its seed and path lead to it again", async () => {
  const { inputs, checks, events, failure } = await wrong.chase({ seed: 1, isOver: () => false });
  assertEquals(failure?.input, "1000");
  assertEquals(failure?.message, "Expected 1000 < 1000");
  // what is tried in order to make it small does not count
  assert(inputs < 100 && checks === inputs && events.get("numbers") === inputs);
  const { seed, path } = failure!;
  const again = await wrong.chase({ seed, path, isOver: () => false });
  assertEquals([again.inputs, again.failure?.input], [1, "1000"]);
});

Deno.test("a hunt ends when its time is over, and what is not tried is not counted", async () => {
  const right = hunt({
    name: "right",
    law: "numbers are no less than 0",
    share: 1,
    inputs: fc.nat(),
    paste: String,
    holdsFor: (n, check) => check(n >= 0, () => ""),
  });
  let asked = 0;
  const { inputs, checks, failure } = await right.chase({ seed: 1, isOver: () => asked++ > 250 });
  assertEquals(failure, undefined);
  assert(inputs > 200 && inputs <= 250 && checks === inputs, `${inputs} inputs, ${checks} checks`);
});

/** `deno task fuzz` with settings. */
async function fuzz(env: { readonly [name: string]: string }) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", "fuzz/main.ts"],
    cwd: new URL("../..", import.meta.url),
    env,
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("settings come from the environment, and the counts are printed", async () => {
  const ran = await fuzz({
    MIXTROPY_FUZZ_SECONDS: "0.5",
    MIXTROPY_FUZZ_SEED: "5",
    MIXTROPY_FUZZ_ONLY: "files",
  });
  assertEquals([ran.code, ran.err], [0, ""]);
  assertMatch(
    ran.out,
    /^seed 5, 0\.5 s\nok {5}files: \d+ inputs, \d+ checks,.* inputs a second\n/,
  );
  const unknown = await fuzz({ MIXTROPY_FUZZ_ONLY: "file" });
  assertEquals([unknown.code, unknown.out], [2, ""]);
  assertStringIncludes(unknown.err, 'Unknown hunt "file"; valid are identities, slopes,');
});

Deno.test("an interrupt ends a run with what was counted so far", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", "fuzz/main.ts"],
    cwd: new URL("../..", import.meta.url),
    env: { MIXTROPY_FUZZ_SECONDS: "600" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let out = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    // the first line says that the hunts begin, and that interrupts are heard
    if (out === "") child.kill("SIGINT");
    out += text;
  }
  assertEquals((await child.status).code, 0, out);
  assertMatch(out, /\n\d+ inputs in all, stopped\n$/);
});
