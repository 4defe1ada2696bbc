/** What `mixtropy --help` prints. */
export const HELP =
  `mixtropy: how uncertain is a mixture? Its entropy, between bounds that are rounded outward

Usage
  mixtropy entropy FILE [options]

FILE is one of
  NAME.json   a mixture: family, weights, means and covariances (or covariance, variances,
              variance), or centers and widths
  NAME.csv    rows of data under a row of column names: each row becomes a Gaussian component,
              all with one kernel (a kernel density estimate)
  -           the standard input, with --format

Data rows (CSV)
  --columns A,B,C     the columns to use; all but the --group column if left out
  --kde RULE          the bandwidth: scott, silverman, or a number that multiplies the standard
                      deviations of the data (default: scott)
  --group COLUMN      what the label in COLUMN and the data tell about each other:
                      I(X; label) = H(X) − Σ p(label) H(X | label)

What to compute
  --estimators LIST   of conditional, elk, bhattacharyya, elk-distance, kde, monte-carlo, kl, joint,
                      chernoff:ALPHA, all (default: all, which is every one but chernoff)
  --samples N         draws for monte-carlo (default: 10000)
  --seed N            the seed of the draws (default: 0)

What to print
  --unit UNIT         nats or bits (default: nats)
  --json              one JSON object with all digits instead of the table
  --quiet             no progress, notes or warnings on the standard error
  --format FORMAT     json or csv, where the name of FILE does not tell
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
