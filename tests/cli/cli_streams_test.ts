/** The program as a process whose output has no room, no reader or a slow one. */
import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);
const program = `"$0" run --quiet --allow-read cli.ts`;
const penguins = "examples/penguins.csv --columns body_mass_g --samples 100 --quiet";

/** What a shell makes of a line in which $MIXTROPY is the program. */
async function shell(line: string) {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", line.replaceAll("$MIXTROPY", program), Deno.execPath()],
    cwd: root,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

const hasFull = (() => {
  try {
    return Deno.statSync("/dev/full").isCharDevice === true;
  } catch {
    return false;
  }
})();

Deno.test({ name: "a full disk is a sentence and exit code 1", ignore: !hasFull }, async () => {
  for (const args of [`entropy ${penguins}`, `entropy ${penguins} --json`, "--help", "--version"]) {
    const { code, err } = await shell(`$MIXTROPY ${args} > /dev/full`);
    assertEquals(err, "mixtropy: The output cannot be written: no space is left on the device\n");
    assertEquals(code, 1);
  }
});

Deno.test({ name: "a full standard error changes nothing else", ignore: !hasFull }, async () => {
  const wrong = await shell("$MIXTROPY entropy none.json 2> /dev/full");
  assertEquals([wrong.code, wrong.out], [1, ""]);
  const noted = "examples/penguins.csv --columns body_mass_g --samples 100";
  const { code, out } = await shell(`$MIXTROPY entropy ${noted} 2> /dev/full`);
  assertEquals([code, out.split("\n")[3]], [
    0,
    "Entropy of a kernel density estimate, k = 342, d = 1, from examples/penguins.csv",
  ]);
});

Deno.test("a reader that closes early has what it wants: no sentence, and the usual exit code", async () => {
  for (const reader of ["true", "head -1 > /dev/null"]) {
    const { out, err } = await shell(
      `{ $MIXTROPY entropy ${penguins} --json; echo "exit code $?" >&2; } | ${reader}`,
    );
    assertEquals([out, err], ["", "exit code 0\n"]);
  }
  const { err } = await shell(
    `{ $MIXTROPY entropy none.json 2>&1; echo "exit code $?" >&2; } | true`,
  );
  assertEquals(err, "exit code 1\n");
});

Deno.test("a slow reader gets all of it, and so does a file", async () => {
  const slow = await shell(`$MIXTROPY entropy ${penguins} --json | { sleep 0.3; cat; }`);
  const plain = await shell(`$MIXTROPY entropy ${penguins} --json`);
  assertEquals([slow.code, slow.err], [0, ""]);
  assertEquals(slow.out, plain.out);
  assertEquals(plain.out.endsWith("}\n"), true);
});
