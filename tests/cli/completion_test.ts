/** Completion, by bash itself and, where they are installed, by fish and zsh. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runOver } from "../support/run_command.ts";

/** The words that bash offers at the end of a command line, of whose words the last one is incomplete. */
async function offered(...words: string[]): Promise<string[]> {
  const { out: completion } = await runOver(["completion", "bash"], () => "");
  const script = `
    folder=$(mktemp -d); cd "$folder"; touch penguins.csv "my file.csv" mixture.json; mkdir data
    eval "$completion"
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _mixtropy mixtropy "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    if ((\${#COMPREPLY[@]})); then printf '%s\\n' "\${COMPREPLY[@]}"; fi
    complete -p mixtropy >&2
    rm -r "$folder"
  `;
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["--norc", "-c", script, "bash", "mixtropy", ...words],
    env: { completion },
  }).output();
  const decoder = new TextDecoder();
  assertEquals([success, decoder.decode(stderr)], [true, "complete -F _mixtropy mixtropy\n"]);
  return decoder.decode(stdout).split("\n").slice(0, -1).sort();
}

Deno.test("bash completes commands, options, values, lists and files", async () => {
  assertEquals(await offered("de"), ["density", "device"]);
  assertEquals(await offered("--v"), ["--version"]);
  assertEquals(await offered("entropy", "--se"), ["--seed", "--separator"]);
  assertEquals(await offered("entropy", "x.csv", "--kde", "s"), ["scott", "silverman"]);
  assertEquals(await offered("entropy", "x.csv", "--kde", "=", "s"), ["scott", "silverman"]);
  assertEquals(await offered("entropy", "x.csv", "--unit", "="), ["bits", "nats"]);
  assertEquals(await offered("entropy", "--estimators", "kl,el"), ["kl,elk", "kl,elk-distance"]);
  assertEquals(await offered("entropy", "m"), ["mixture.json", "my file.csv"]);
  assertEquals(await offered("density", "mixture.json", "pen"), ["penguins.csv"]);
  assertEquals(await offered("convert", "x", "-o", "d"), ["data"]);
  assertEquals(await offered("convert", "x", "--to", "n"), ["npy", "npz"]);
  assertEquals(await offered("help", "en"), ["entropy"]);
  assertEquals(await offered("completion", ""), ["bash", "fish", "zsh"]);
});

Deno.test("bash offers nothing where nobody knows what comes", async () => {
  assertEquals(await offered("entropy", "x.csv", "--columns", ""), []);
  assertEquals(await offered("device", ""), []);
  assertEquals(await offered("nonsense", ""), []);
});

for (const [shell, check] of [["zsh", "-n"], ["fish", "--no-execute"]] as const) {
  const isThere = new Deno.Command("sh", { args: ["-c", `command -v ${shell}`], stdout: "null" })
    .outputSync().success;
  Deno.test({ name: `${shell} can read its completion`, ignore: !isThere }, async () => {
    const { out } = await runOver(["completion", shell], () => "");
    const child = new Deno.Command(shell, {
      args: [check, "/dev/stdin"],
      stdin: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(out));
    await writer.close();
    const { success, stderr } = await child.output();
    assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  });
}

Deno.test("a shell that is not known is named with those that are", async () => {
  const { code, err } = await runOver(["completion", "tcsh"], () => "");
  assertEquals(code, 2);
  assertStringIncludes(err, 'Unknown shell "tcsh"; ');
});
