/** The peers, and what has to be installed or built for them: into a folder of its own, outside of the repository. */
import type { Launch } from "./child.ts";
import type { Request } from "./request.ts";

export type PeerName =
  | "Mixtropy"
  | "NumPy"
  | "MixEntroPY, NumPy"
  | "MixEntroPY, PyTorch"
  | "PyTorch"
  | "KeOps"
  | "jax-js"
  | "TensorFlow.js"
  | "native";

const bench = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** Where the peers are kept: ${XDG_CACHE_HOME:-~/.cache}/mixtropy-bench. */
export function cacheFolder(): string {
  const home = Deno.env.get("HOME") ?? ".";
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${home}/.cache`}/mixtropy-bench`;
}

const json = (request: Request, least: number) => JSON.stringify({ ...request, least });

/** Installs what a peer needs, if it is not there, and says how it is started; a string says why it is not available. */
export const launches: { readonly [N in PeerName]: (cache: string) => Promise<Launch | string> } = {
  "Mixtropy": () =>
    Promise.resolve({
      name: "Mixtropy",
      command: Deno.execPath(),
      args: ["run", "--quiet", "--allow-read", `${bench}peers/ours.ts`],
      greets: true,
      encode: json,
    }),
  "NumPy": (cache) => python(cache, "NumPy", ["numpy"], ["numpy_chunks.py"]),
  "MixEntroPY, NumPy": (cache) =>
    python(cache, "MixEntroPY, NumPy", ["numpy", "mixentropy"], ["mixentropy_peer.py"]),
  "MixEntroPY, PyTorch": (cache) =>
    python(cache, "MixEntroPY, PyTorch", ["torch", "mixentropy"], ["mixentropy_peer.py", "torch"]),
  "PyTorch": (cache) => python(cache, "PyTorch", ["numpy", "torch"], ["torch_chunks.py"]),
  "KeOps": (cache) => python(cache, "KeOps", ["numpy", "pykeops"], ["keops_peer.py"]),
  "jax-js": (cache) => javascript(cache, "jax-js", ["@jax-js/jax@0.1.25"], "jax"),
  "TensorFlow.js": (cache) =>
    javascript(
      cache,
      "TensorFlow.js",
      ["@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0"],
      "tfjs",
    ),
  "native": native,
};

async function python(
  cache: string,
  name: string,
  packages: readonly string[],
  [script, ...args]: readonly string[],
): Promise<Launch | string> {
  const interpreter = `${cache}/python/bin/python`;
  if (!await exists(interpreter)) {
    const made = await done("python3", ["-m", "venv", `${cache}/python`]);
    if (made !== true) return made;
  }
  for (const wanted of ["threadpoolctl", ...packages]) {
    if (await done(interpreter, ["-m", "pip", "show", "--quiet", wanted]) === true) continue;
    console.error(`Installing ${wanted} for the comparison`);
    const installed = await done(interpreter, ["-m", "pip", "install", "--quiet", wanted]);
    if (installed !== true) return installed;
  }
  const path = `${bench}peers/${script}`;
  return { name, command: interpreter, args: [path, ...args], greets: true, encode: json };
}

async function javascript(
  cache: string,
  name: string,
  packages: readonly string[],
  library: string,
): Promise<Launch | string> {
  const folder = `${cache}/js`;
  await Deno.mkdir(folder, { recursive: true });
  const missing = [];
  for (const wanted of packages) {
    const at = `${folder}/node_modules/${wanted.slice(0, wanted.lastIndexOf("@"))}/package.json`;
    if (!await exists(at)) missing.push(wanted);
  }
  if (missing.length > 0) {
    console.error(`Installing ${missing.join(", ")} for the comparison`);
    const args = ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder];
    const installed = await done("npm", [...args, ...missing]);
    if (installed !== true) return installed;
  }
  const args = [`${bench}peers/js_peer.mjs`, library, folder];
  return { name, command: "node", args, greets: true, encode: json };
}

async function native(cache: string): Promise<Launch | string> {
  const source = `${bench}native/ceiling.cpp`, program = `${cache}/ceiling`;
  await Deno.mkdir(cache, { recursive: true });
  const flags = ["-O3", "-march=native", "-std=c++17", "-fopenmp"];
  const built = await done("g++", [...flags, source, "-o", program]);
  if (built !== true) return built;
  return {
    name: "native",
    command: program,
    args: [],
    greets: false,
    encode: ({ estimator, precision, variant, threads, k, folder }, least) => {
      const work = estimator === "kde" ? "lse" : "cholesky";
      return [work, precision, variant, threads, k, folder, least].join(" ");
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Runs a command; the last line of what it complained of, if it failed. */
async function done(command: string, args: readonly string[]): Promise<true | string> {
  try {
    const { success, stderr } = await new Deno.Command(command, { args: [...args] }).output();
    if (success) return true;
    return new TextDecoder().decode(stderr).trim().split("\n").at(-1) ||
      `${command} ${args.join(" ")} failed`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `${command} was not found`;
    throw error;
  }
}
