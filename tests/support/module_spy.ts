/** Watches, or forbids, the compilation of WebAssembly while something runs. */

/** What was compiled meanwhile: the sizes of the modules, in bytes; that of nothing but a header is left out. */
export async function compiledDuring(work: () => Promise<unknown>): Promise<readonly number[]> {
  const sizes: number[] = [];
  await withModule((bytes) => {
    if (bytes.byteLength > 8) sizes.push(bytes.byteLength);
  }, work);
  return sizes;
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
