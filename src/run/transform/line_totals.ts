/**
 * Adds up what is spread over a line in blocks, so that a node to which a hundred thousand points add loses no digits: what a block
 * of points has left on the line goes to totals.
 */
export function lineTotals(line: Float64Array) {
  const totals = new Float64Array(line.length);
  return {
    /** Moves what lies from one node to another to the totals. */
    take: (from: number, end: number) => {
      for (let n = from; n < end; n++) {
        totals[n]! += line[n]!;
        line[n] = 0;
      }
    },
    /** Puts the totals on the line. */
    finish: () => line.set(totals),
  };
}
