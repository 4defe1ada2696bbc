/** The command line as one script without imports, for a single executable of Node. */
import { build, stop } from "esbuild";
import { packagesOfDeno } from "./packages.ts";

/** A program that Node runs from within itself knows neither modules nor `await` outside of functions. */
const entry = `
  import process from "node:process";
  import { main } from "./src/cli/main.ts";
  import { processIO } from "./src/cli/process_io.ts";
  main(process.argv.slice(2), processIO()).then((code) => { process.exitCode = code; });
`;

/** The script. */
export async function singleFile(root: URL): Promise<string> {
  try {
    const { outputFiles: [script] } = await build({
      stdin: {
        contents: entry,
        loader: "ts",
        resolveDir: decodeURIComponent(root.pathname),
      },
      bundle: true,
      minify: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      write: false,
      plugins: [packagesOfDeno],
    });
    return script!.text;
  } finally {
    await stop();
  }
}
