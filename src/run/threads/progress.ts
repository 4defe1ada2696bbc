import { word } from "./shared_words.ts";
import type { Job } from "./job.ts";

/** Reports the share of rows that is done, from the counter of all threads. */
export function progress(
  job: Job,
  words: Int32Array,
  onProgress: (fraction: number) => void,
): () => void {
  const total = job.pieces.reduce((sum, { rowFirst, rowEnd }) => sum + rowEnd - rowFirst, 0);
  let done = 0, last = 0;
  return () => {
    const rows = Atomics.load(words, word.rows);
    // the counter turns over at 2³² rows, but not between two reports
    done += (rows - last) >>> 0;
    last = rows;
    if (total > 0) onProgress(Math.min(1, done / total));
  };
}
