/** The timings that documents name, from the results that bench/compare.ts has recorded. */
import type { Report } from "../../bench/compare/report.ts";

const results = new URL("../../bench/results/", import.meta.url);

/** What a timing is called in a document, and which line of the results it is. */
const timings: { readonly [key: string]: { readonly work: string; readonly threads: number } } = {
  "ms.kl-shared": { work: "KL, shared variance, k = 8000", threads: 2 },
  "ms.kl-full": { work: "KL, full covariances, k = 1000", threads: 2 },
};

/** The last results that were recorded. */
export function recorded(): Report {
  const files = [...Deno.readDirSync(results)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort();
  return JSON.parse(Deno.readTextFileSync(new URL(files.at(-1)!, results)));
}

/** The timings in milliseconds with two digits, the machine and the date, by the keys of documents. */
export function timingNumbers({ machine, lines }: Report): Map<string, string> {
  const numbers = Object.entries(timings).map(([key, { work, threads }]): [string, string] => {
    const line = lines.find((line) => line.work === work && line.threads === threads);
    if (typeof line?.ours !== "number") {
      throw new Error(`The results have no time for ${work} on ${threads} threads`);
    }
    return [key, String(Number(line.ours.toPrecision(2)))];
  });
  return new Map([
    ...numbers,
    ["machine.processor", machine.processor],
    ["machine.date", machine.date],
  ]);
}
