/**
 * Pictures by Observable Plot, which is to be installed beside Mixtropy: sweeps, brackets and mixtures.
 *
 * @module
 */
export {
  type BracketValue,
  plotBracket,
  type PlotBracketOptions,
} from "./src/plot/plot_bracket.ts";
export { plotSweep, type PlotSweepOptions } from "./src/plot/plot_sweep.ts";
export { type DrawnElement, svgText } from "./src/plot/document.ts";
export type { SweepRow } from "./src/experiment/rows.ts";
