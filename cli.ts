/**
 * The command line: `mixtropy entropy FILE` prints the entropy of a mixture, or of data rows, between its bounds.
 *
 * ```sh
 * mixtropy entropy penguins.csv --columns body_mass_g,bill_length_mm --kde scott --group species
 * ```
 *
 * @module
 */
import process from "node:process";
import { main } from "./src/cli/main.ts";
import { processIO } from "./src/cli/process_io.ts";

process.exitCode = await main(process.argv.slice(2), processIO());
