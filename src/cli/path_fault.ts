/** What is wrong with the name of a file, by the code that the system gives it. */
const faults: ReadonlyMap<unknown, string> = new Map([
  ["ENOTDIR", "a part of its path is a file and no directory"],
  ["ELOOP", "its links lead round in a circle"],
  ["ENAMETOOLONG", "its name is too long"],
]);

/** Words for a code; undefined for codes of something else. */
export function pathFault(code: unknown): string | undefined {
  return faults.get(code);
}
