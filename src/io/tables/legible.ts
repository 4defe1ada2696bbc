import { reasonOf } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";

/** What `read` returns; what a package says of a file of some kind that it cannot read becomes a sentence. */
export async function legible<T>(kind: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    // what is thrown where a package meets what it does not expect is no sentence
    const said = reasonOf(error), isUnforeseen = /\b(undefined|NaN|BigInt|null)\b/.test(said);
    const reason = error instanceof TypeError || error instanceof RangeError || isUnforeseen
      ? "is it damaged?"
      : said;
    throw new DomainError(`Expected ${kind}, got a file that cannot be read as such (${reason})`, {
      cause: error,
    });
  }
}

/** What `load` imports. Rejects with a `DomainError` where it is not installed: the packages are optional. */
export async function installed<T>(
  packages: string,
  kind: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new DomainError(
      `Expected ${packages} to be installed, for it reads ${kind}, got none: npm install ${packages}`,
      { cause: error },
    );
  }
}
