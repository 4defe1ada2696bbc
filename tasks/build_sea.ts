/**
 * `deno task build:sea`: the command line inside a copy of Node, dist/bin/mixtropy-node, one file that runs where no Node is
 * installed. POSTJECT names the script of the npm package postject; npx fetches it if it is left out.
 */
import { singleFile } from "./npm/single_file.ts";

const root = new URL("../", import.meta.url), out = new URL("dist/bin/", root);
const pathOf = (name: string) => decodeURIComponent(new URL(name, out).pathname);

async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

await Deno.mkdir(out, { recursive: true });
await Deno.writeTextFile(pathOf("mixtropy.cjs"), await singleFile(root));
await Deno.writeTextFile(
  pathOf("sea.json"),
  JSON.stringify({
    main: pathOf("mixtropy.cjs"),
    output: pathOf("mixtropy.blob"),
    disableExperimentalSEAWarning: true,
  }),
);
await run("node", ["--experimental-sea-config", pathOf("sea.json")]);
const binary = pathOf(Deno.build.os === "windows" ? "mixtropy-node.exe" : "mixtropy-node");
await Deno.copyFile(await run("node", ["-p", "process.execPath"]), binary);
await Deno.chmod(binary, 0o755);
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const inject = [binary, "NODE_SEA_BLOB", pathOf("mixtropy.blob"), "--sentinel-fuse", fuse];
const postject = Deno.env.get("POSTJECT");
if (postject === undefined) await run("npx", ["-y", "postject@1.0.0-alpha.6", ...inject]);
else await run("node", [postject, ...inject]);
for (const name of ["mixtropy.cjs", "sea.json", "mixtropy.blob"]) await Deno.remove(pathOf(name));
console.log(`${binary}: ${Math.round((await Deno.stat(binary)).size / 2 ** 20)} MiB`);
