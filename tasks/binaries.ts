/**
 * `deno task compile`: the command line as one file for each platform, by `deno compile`, in dist/bin. Where Deno's runtime for a
 * platform cannot be downloaded, DENORT_BIN may name a file that stands in for it: then everything but the running is tried.
 * Prints what each embeds. Platforms may be named as arguments.
 */
const all = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];
const platforms = Deno.args.length > 0 ? Deno.args : all;

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
let failed = 0;
for (const platform of platforms) {
  const output = `${root}dist/bin/mixtropy-${platform}`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "compile",
        "--exclude-unused-npm",
        "--allow-read",
        "--allow-write",
        "--allow-env",
        "--no-prompt",
      ],
      ...["--target", platform, "--output", output, "cli.ts"],
    ],
    cwd: root,
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("").trim();
  if (success) console.log(`${text}\ndist/bin/mixtropy-${platform}`);
  else {
    failed++;
    console.error(`${platform}: ${text}`);
  }
}
Deno.exit(failed > 0 ? 1 : 0);
