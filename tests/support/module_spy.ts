/** Watches, or forbids, the compilation of WebAssembly while something runs, and watches its use. */

/** What was compiled meanwhile: the sizes of the modules, in bytes; that of nothing but a header is left out. */
export async function compiledDuring(work: () => Promise<unknown>): Promise<readonly number[]> {
  const sizes: number[] = [];
  await withModule((bytes) => {
    if (bytes.byteLength > 8) sizes.push(bytes.byteLength);
  }, work);
  return sizes;
}

/** What generated code did meanwhile on this thread. */
interface Use {
  /** How many instances of modules were made. */
  readonly instances: number;
  /** How often functions of these were called. */
  readonly calls: number;
}

/** Counts what is made of modules while `work` runs. */
export async function usedDuring(work: () => Promise<unknown>): Promise<Use> {
  const { Instance } = WebAssembly;
  let instances = 0, calls = 0;
  const counted = (value: WebAssembly.ExportValue) =>
    typeof value !== "function" ? value : (...args: unknown[]) => {
      calls++;
      return value(...args);
    };
  WebAssembly.Instance = class extends Instance {
    constructor(...given: ConstructorParameters<typeof Instance>) {
      super(...given);
      instances++;
      const own = Object.entries(this.exports).map(([name, value]) => [name, counted(value)]);
      Object.defineProperty(this, "exports", { value: Object.fromEntries(own) });
    }
  };
  try {
    await work();
  } finally {
    WebAssembly.Instance = Instance;
  }
  return { instances, calls };
}

/** Runs `work` as a page does whose Content-Security-Policy forbids WebAssembly: it validates, and does not compile. */
export async function forbidden<T>(work: () => Promise<T>): Promise<T> {
  return await withModule(() => {
    throw new WebAssembly.CompileError("WebAssembly.Module(): violates the policy of this page");
  }, work);
}

async function withModule<T>(
  seen: (bytes: BufferSource) => void,
  work: () => Promise<T>,
): Promise<T> {
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      seen(bytes);
      super(bytes);
    }
  };
  try {
    return await work();
  } finally {
    WebAssembly.Module = Module;
  }
}
