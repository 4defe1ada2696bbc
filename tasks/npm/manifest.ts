import { commandOf, type Entry } from "./entries.ts";

/** What package.json takes over from deno.json. */
interface Config {
  readonly version: string;
  readonly license: string;
}

/** The schemas that are served with the package, from docs. */
export const schemas: readonly string[] = [
  "mixture.schema.json",
  "report.schema.json",
  "divergence.schema.json",
];

/**
 * What the package takes where it is installed beside: WebGPU for Node (browsers and Deno bring it), and what draws pictures, the
 * second where there is no page.
 */
export const peers = {
  webgpu: ">=0.6.0",
  "@observablehq/plot": ">=0.6.17",
  linkedom: ">=0.18.0",
} as const;

/** The package.json of the package. */
export function manifestOf({ version, license }: Config, entries: readonly Entry[]): object {
  const command = commandOf(entries);
  return {
    name: "mixtropy",
    version,
    description:
      "Entropies, divergences and informations of mixture distributions, with bounds and gradients, in WebAssembly and WebGPU",
    keywords: [
      ...["entropy", "mixture", "gaussian", "information", "kernel density estimate"],
      ...["mutual information", "gradient", "wasm", "webgpu"],
    ],
    license,
    type: "module",
    engines: { node: ">=20" },
    sideEffects: false,
    exports: {
      ...Object.fromEntries(entries.map(({ path, name }) => [path, {
        types: `./${name}.d.ts`,
        default: `./${name}.js`,
      }])),
      "./package.json": "./package.json",
    },
    // for tools that do not read exports
    main: "./mod.js",
    types: "./mod.d.ts",
    ...command === undefined
      ? {}
      : { bin: { mixtropy: `./${command.name}.js` }, man: "./mixtropy.1" },
    files: [
      ...["*.js", "*.js.map", "*.d.ts", "chunks", "docs", "examples", "mixtropy.1"],
      ...schemas,
    ],
    peerDependencies: peers,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(peers).map((name) => [name, { optional: true }]),
    ),
  };
}
