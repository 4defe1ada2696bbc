import type { SweepRow } from "../experiment/rows.ts";

/** A picture of a sweep, as the text of a file. */
export type SweepPicture = (
  rows: readonly SweepRow[],
  named: { readonly title: string; readonly axis: string },
) => string;

/** What draws sweeps, if the packages that it takes are there. */
export async function loadSweepPictures(): Promise<SweepPicture | undefined> {
  try {
    const [{ plotSweep, svgText }, { DOMParser }] = await Promise.all([
      import("../../plot.ts"),
      import("linkedom"),
    ]);
    const document = new DOMParser().parseFromString("<html></html>", "text/html");
    return (rows, { title, axis }) => svgText(plotSweep(rows, { title, axis, document }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a package is not installed, as Node and Deno say it. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" ||
    /not found|could not find|cannot find/i.test(String(message));
}
