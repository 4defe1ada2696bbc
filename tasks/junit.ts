/** How many tests a JUnit report counts. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The sums over the `<testsuite …>` elements of a JUnit report, as `deno test --junit-path` writes it; a step counts as a test. */
export function countTests(xml: string): TestCounts {
  let tests = 0, failed = 0, skipped = 0;
  for (const [tag] of xml.matchAll(/<testsuite\s[^>]*>/g)) {
    tests += attribute(tag, "tests");
    failed += attribute(tag, "failures") + attribute(tag, "errors");
    skipped += attribute(tag, "disabled") + attribute(tag, "skipped");
  }
  return { passed: tests - failed - skipped, failed, skipped };
}

function attribute(tag: string, name: string): number {
  const match = tag.match(new RegExp(`\\s${name}="(\\d+)"`));
  return match === null ? 0 : Number(match[1]);
}
