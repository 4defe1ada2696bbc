/** Other people's text in messages: it is shown, but it can neither steer a terminal nor fill it. */
import { nearest, unknownName } from "../../src/expr/errors.ts";
import { describe, reasonOf } from "../../src/expr/describe.ts";
import { enumerated, escaped, escapedJSON, listed, quoted, shown } from "../../src/expr/quote.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { hostileText } from "../support/hostile_files.ts";
import { steersTerminal } from "../support/terminal.ts";

Deno.test("controls, format characters, separators and halves of pairs are written as JSON writes them", () => {
  const cases: [string, string][] = [
    ["\x1b]0;owned\x07", "\\u001b]0;owned\\u0007"],
    ["\x9b31m\x7f\x85", "\\u009b31m\\u007f\\u0085"],
    ["a\nb\rc\td\be\ff\0", "a\\nb\\rc\\td\\be\\ff\\u0000"],
    ["\u202aa\u202eb\u2066c\u2069\u061c\u200f", "\\u202aa\\u202eb\\u2066c\\u2069\\u061c\\u200f"],
    ["\u2028\u2029\ufeff\u200b\u00ad", "\\u2028\\u2029\\ufeff\\u200b\\u00ad"],
    ["\ud800x\udfff", "\\ud800x\\udfff"],
    ["\u{e0041}", "\\udb40\\udc41"],
    ["\u{e0000}", "\\udb40\\udc00"],
    // what is only unusual stays as it is, the joiners of scripts and emoji too
    ["Größe 漢字 👩‍👩‍👧 می‌خواهم e\u0301 …", "Größe 漢字 👩‍👩‍👧 می‌خواهم e\u0301 …"],
  ];
  for (const [text, expected] of cases) {
    assertEquals(escaped(text), expected);
    assertEquals(shown(text), expected);
    assertEquals(quoted(text), `"${expected}"`);
  }
});

Deno.test("text in quotes can be read back, as JSON, whatever it holds", () => {
  fc.assert(fc.property(hostileText, (text) => {
    assertEquals(JSON.parse(quoted(text, Infinity)), text);
    assert(!steersTerminal(quoted(text, Infinity)));
  }));
  fc.assert(fc.property(fc.jsonValue(), hostileText, (value, name) => {
    const json = JSON.stringify({ [name]: [value, name] }, null, 2);
    assert(!steersTerminal(escapedJSON(json)));
    assertEquals(JSON.parse(escapedJSON(json)), JSON.parse(json));
  }));
});

Deno.test("a long text is cut, never within an escape, and one that just fits is not", () => {
  assertEquals(shown("x".repeat(60)), "x".repeat(60));
  assertEquals(shown("x".repeat(61)), "x".repeat(60) + "…");
  assertEquals(quoted("x".repeat(5e7)).length, 63);
  assertEquals(shown("\x1b".repeat(9), 20), "\\u001b".repeat(3) + "…");
  assertEquals(shown("𝒳".repeat(40), 5), "𝒳𝒳…");
  fc.assert(fc.property(hostileText, fc.nat(80), (text, most) => {
    assert(shown(text, most).length <= most + 1);
    assert(!steersTerminal(shown(text, most)));
  }));
});

Deno.test("a long list ends in how many more there are", () => {
  assertEquals(listed([]), "");
  assertEquals(listed(["a", 'b"c']), '"a", "b\\"c"');
  assertEquals(enumerated(["a", "", "b\nc"]), 'a, "", b\\nc');
  const names = Array.from({ length: 100_000 }, (_, i) => `column ${i}`);
  assertMatch(listed(names), /^"column 0", "column 1", .* and 99,9\d\d more$/);
  assert(listed(names).length < 230);
  assert(listed(["x".repeat(1000), "y"]).length < 70);
});

Deno.test("the sentence for an unknown name is short, whatever the name and however many are valid", () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
  const sentence = unknownName("column", "\x1b[2J".repeat(1e6), names);
  assert(sentence.length < 400 && !steersTerminal(sentence), sentence);
  assertEquals(nearest("c1x", names), "c1");
  assertEquals(nearest("x".repeat(1e6), ["x".repeat(1e6 - 1)]), undefined);
  assertMatch(
    unknownName("family", { toString: null }, ["a"]),
    /^Unknown family an object with toString/,
  );
});

Deno.test("any value can be described, whatever it does when it is looked at", () => {
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const thrower = new Proxy({}, {
    get() {
      throw new Error("no");
    },
    getPrototypeOf() {
      throw new Error("no");
    },
  });
  const nameless = class {};
  Object.defineProperty(nameless, "name", { value: "\x1b[31m" });
  const values: unknown[] = [
    ...[revoked, thrower, new nameless(), Object.create(Object.create(Object.create(null)))],
    ...[Symbol("\x1b[31m"), { "\x1b[31m": 1 }, Object.create(null), 10n ** 9999n, -(10n ** 9999n)],
    ...[new Proxy([], { get: () => ({}) }), "x".repeat(1e6), Object.assign(() => 0, { x: 1 })],
  ];
  for (const value of values) {
    const text = describe(value);
    assert(text.length > 0 && text.length < 300 && !steersTerminal(text), text);
    assert(!steersTerminal(reasonOf(value)));
  }
  assertEquals(reasonOf(new Error("a\nb")), "a\\nb");
  assertEquals(describe(10n ** 20n), "the bigint 100000000000000000000");
});
