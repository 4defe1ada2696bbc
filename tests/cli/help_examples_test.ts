/** Every example of every help, typed into a shell. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands/command_table.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** A folder with the files that examples name, where $line is typed; what it left there is told at the end. */
const script = `
  folder=$(mktemp -d); cp "$root/examples/penguins.csv" "$folder"; cd "$folder"
  printf '%s' "$mixture" > mixture.json; cp mixture.json fit.json; printf 'x,y\\n0,0\\n4,1\\n' > points.csv
  mixtropy() {
    "$deno" run --quiet --no-check --config "$root/deno.json" --allow-read --allow-write --allow-env "$root/cli.ts" "$@"
  }
  eval "$line"; code=$?
  echo "files: $(ls)"
  rm -r "$folder"; exit $code
`;

const mixture = JSON.stringify({
  weights: [0.25, 0.75],
  means: [[0, 0], [4, 1]],
  covariances: [[[1, 0.5], [0.5, 2]], [[1, 0], [0, 0.3]]],
});

for (const { line, words } of COMMANDS.flatMap(({ examples }) => examples)) {
  Deno.test(`example: ${line}`, async () => {
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", script],
      env: { line, root, mixture, deno: Deno.execPath(), NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const out = new TextDecoder().decode(stdout), err = new TextDecoder().decode(stderr);
    assertEquals(code, 0, `${words}\n${err}`);
    assertEquals(err.replace(/^mixtropy: dropped \d+ of 344 rows, with a gap in .*\n/gm, ""), "");
    const [, file] = /(?:-o|>) (\S+)$/.exec(line) ?? [];
    if (file !== undefined) assertStringIncludes(out, file);
  });
}
