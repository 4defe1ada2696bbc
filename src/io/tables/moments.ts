/** Moments in time as text, with all the digits that a file holds: a `Date` ends at milliseconds. */

/** How many units of time make a second, and what they are called. */
const units = {
  s: 1n,
  ms: 1_000n,
  µs: 1_000_000n,
  ns: 1_000_000_000n,
} as const satisfies { readonly [unit: string]: bigint };

/** A unit of time. */
export type TimeUnit = keyof typeof units;

/** The seconds from 1970 to the first and last moment that a `Date` knows. */
const mostSeconds = 8_640_000_000_000n;

/**
 * The moment that lies so many units after the beginning of 1970, as in `2020-01-01T00:00:00.000Z`: three decimals of seconds, or as
 * many times three as it takes. Moments that differ are texts that differ.
 */
export function momentText(count: bigint, unit: TimeUnit): string {
  const each = units[unit];
  const rest = ((count % each) + each) % each, seconds = (count - rest) / each;
  if (seconds < -mostSeconds || seconds > mostSeconds || (seconds === mostSeconds && rest > 0n)) {
    return `${count} ${unit} from 1970`;
  }
  const decimals = String(each + rest).slice(1).replace(/^$/, "000").replace(
    /(?<=\d{3})(000)+$/,
    "",
  );
  const [upToSeconds] = new Date(Number(seconds) * 1000).toISOString().split(".");
  return `${upToSeconds}.${decimals}Z`;
}

/** The text of a date; undefined of one that is none. */
export function dateText(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
