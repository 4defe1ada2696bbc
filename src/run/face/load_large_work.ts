/** What large work needs. */
export type LargeWork = typeof import("./large_work.ts");

/**
 * Imports what large work needs: bundlers make a file of their own of it. Undefined where that file is not there: then requests are
 * computed as a whole, and whoever asks for generated code hears of it.
 */
export async function largeWork(): Promise<LargeWork | undefined> {
  try {
    return await import("./large_work.ts");
  } catch {
    return undefined;
  }
}
