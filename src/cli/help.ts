/** What `mixtropy --help` prints. */
export const HELP =
  `mixtropy: how uncertain is a mixture? Its entropy, between bounds that are rounded outward

Usage
  mixtropy entropy FILE [options]

FILE is one of
  NAME.json   a mixture: family, weights, means and covariances (or covariance, variances,
              variance), or centers and widths
  NAME.csv    rows of data under a row of column names, separated by commas, semicolons or tabs:
              each row becomes a Gaussian component, all with one kernel (a kernel density
              estimate)
  NAME.npz, .safetensors, .skops
              a mixture by the names of this program, of scikit-learn or of MixEntroPY
  NAME.npy, .parquet, .arrow, .feather
              rows of data
  -           the standard input; what it holds is found by looking

Data rows. The entropy printed is that of the estimate, which the bandwidth biases upwards, and not
that of what the data were drawn from; two estimates of that one stand below it.
  --columns A,B,C     the columns to use; all but --group and --weights if left out
  --exclude A,B       all columns but these
  --weights COLUMN    how much each row counts; the bandwidth goes by the effective number of rows
  --kde RULE          the bandwidth: scott, silverman, likelihood (each row as likely as can be
                      under the kernels of the others), or a number that multiplies the standard
                      deviations of the data (default: scott)
  --group COLUMN      what the label in COLUMN and the data tell about each other:
                      I(X; label) = H(X) − Σ p(label) H(X | label)
  --na A,B            what stands for a missing value, beside an empty field, NA, NaN, null and
                      the other markers of pandas; of labels only an empty one is missing
  --no-header         the first row is data: the columns are called 1, 2, 3
  --separator S       comma, semicolon, tab or pipe (default: what the rows show)
  --decimal MARK      point or comma (default: what the rows show)
  --encoding NAME     latin1, utf-16, windows-1252 and so on (default: UTF-8, or what a byte order
                      mark says)

What to compute
  --estimators LIST   of conditional, elk, bhattacharyya, elk-distance, kde, monte-carlo, kl, joint,
                      chernoff:ALPHA; of data rows also leave-one-out and nearest-neighbours;
                      all (default: all, which is every one but chernoff)
  --samples N         draws for monte-carlo (default: 10000)
  --seed N            the seed of the draws (default: 0)

What to print
  --unit UNIT         nats or bits (default: nats)
  --json              one JSON object with all digits instead of the table
  --quiet             no progress, notes or warnings on the standard error
  --format FORMAT     json, csv and so on, where neither the name of FILE nor its contents tell
  --help, --version

Bounds are rounded outward: lower ones down, upper ones up. What does not fit together, such as
draws far outside the bounds, is a warning, in --json too.

Exit codes
  0 done, 1 the input cannot be used or the output not be written,
  2 the command was called wrongly

Examples
  mixtropy entropy mixture.json --unit bits
  mixtropy entropy penguins.csv --columns body_mass_g,bill_length_mm --kde scott --group species
`;
