/** The program as a process, in a folder of its own: writing files takes a permission that tests do not have. */

/** The folder of the project. */
export const root: string = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** What bash makes of lines in a folder of their own, where `mixtropy` is the program. */
export async function shell(
  lines: string,
  env: Record<string, string> = {},
): Promise<{ out: string; err: string }> {
  const script = `
    folder=$(mktemp -d); cd "$folder"
    mixtropy() {
      "$deno" run --quiet --no-check --no-prompt --config "$root/deno.json" --allow-read --allow-write "$root/cli.ts" "$@"
    }
    printf '{ "means": [[0], [2]], "variance": 1 }' > p.json
    ${lines}
    rm -r "$folder"
  `;
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script],
    // what the tests run under has no say in colours
    env: { root, deno: Deno.execPath(), NO_COLOR: "", FORCE_COLOR: "", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
