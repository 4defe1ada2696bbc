/**
 * `deno task compile`: the command line as one file for each platform, by `deno compile`, in dist/bin. Where Deno's runtime for a
 * platform cannot be downloaded, DENORT_BIN may name a file that stands in for it: then everything but the running is tried.
 */
const platforms = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
let failed = 0;
for (const platform of platforms) {
  const output = `${root}dist/bin/mixtropy-${platform}`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["compile", "--quiet", "--allow-read", "--allow-write", "--allow-env", "--no-prompt"],
      ...["--target", platform, "--output", output, "cli.ts"],
    ],
    cwd: root,
  }).output();
  if (success) console.log(`dist/bin/mixtropy-${platform}`);
  else {
    failed++;
    console.error(`${platform}: ${new TextDecoder().decode(stderr).trim()}`);
  }
}
Deno.exit(failed > 0 ? 1 : 0);
