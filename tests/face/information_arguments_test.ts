/** What groups and coordinates may be, and what is said of those that do not fit. */
import {
  conditionalInformation,
  coordinatesInformation,
  evaluate,
  gaussianMixture,
  monteCarloInformation,
  mutualInformation,
} from "../../mod.ts";
import { readLabels } from "../../src/mixture/group_labels.ts";
import { assertEquals, assertThrows } from "@std/assert";

const p = gaussianMixture({ means: [[0, 0], [1, 2], [4, 1], [2, 2]], variance: 1 });
// deno-lint-ignore no-explicit-any -- what a program without types may give
const anything = (value: unknown) => value as any;

Deno.test("labels are numbers, texts, any iterable of them, arrays along strides, or lists of indices", () => {
  const forms: unknown[] = [
    [3, 3, 1, 3],
    ["a", "a", "b", "a"],
    new Set([0, 2, 1, 5]).size === 4 ? new Int32Array([7, 7, 9, 7]) : undefined,
    { data: [7, 0, 7, 0, 9, 0, 7, 0], shape: [4], strides: [2], offset: 0 },
    (function* () {
      yield* ["x", "x", "y", "x"];
    })(),
    [[0, 1, 3], [2]],
    [new Int32Array([3, 1, 0]), new Set([2])],
  ];
  for (const form of forms) assertEquals([...readLabels(form, 4, "groups").labels], [0, 0, 1, 0]);
  assertEquals([...readLabels(undefined, 3, "groups").labels], [0, 1, 2]);
  assertEquals(readLabels([1, "1", -0, 0], 4, "groups").count, 3);
});

Deno.test("groups that do not fit are refused by a sentence with the index, the value and what was expected", () => {
  const endless = (function* () {
    for (;;) yield 1;
  })();
  const faults: [unknown, string][] = [
    [[0, 1], "Expected groups of 4 labels, one for each of the 4 components, got 2"],
    [[0, 1, 2, 3, 4], "Expected groups of 4 labels, one for each of the 4 components, got more"],
    [endless, "Expected groups of 4 labels, one for each of the 4 components, got more"],
    ["abcd", 'Expected groups as a list of 4 labels, one for each component, got "abcd"'],
    [7, "Expected groups as a list of 4 labels, one for each component, got 7"],
    [
      {},
      "Expected groups as a list of 4 labels, one for each component, got an object with no keys",
    ],
    [[0, 1, NaN, 1], "Expected a number or a text as the label groups[2], got NaN"],
    [[0, 1, null, 1], "Expected a number or a text as the label groups[2], got null"],
    [[0, , 1, 1], "Expected a number or a text as the label groups[1], got nothing"],
    [
      [[0, 1], [1, 2, 3]],
      "Expected each component in one of the groups, got component 1 in groups[0] and groups[1]",
    ],
    [
      [[0, 1], [3]],
      "Expected each of the 4 components in one of the groups, got component 2 in none",
    ],
    [[[0, 1, 2, 3], []], "Expected groups[1] to have a component, got an empty group"],
    [[[0, 4], [1, 2, 3]], "Expected the index of a component, from 0 to 3, at groups[0][1], got 4"],
    [
      [[0, 1, 2], 3],
      "Expected groups[1] as a list of indices of components, like the other groups, got 3",
    ],
  ];
  for (const [groups, sentence] of faults) {
    assertThrows(() => mutualInformation(p, { groups: anything(groups) }), Error, sentence);
  }
  assertThrows(() => mutualInformation(p, anything({ group: [] })), Error, "groups");
  assertThrows(() => mutualInformation(p, { effort: anything("most") }), Error, "effort");
  assertThrows(() => mutualInformation(anything(3)), TypeError, "Expected a mixture");
  assertThrows(
    () => conditionalInformation(p, anything({ groups: [0, 0, 1, 1] })),
    TypeError,
    "Expected given as a list of 4 labels, one for each component, got nothing",
  );
  assertThrows(
    () => monteCarloInformation(p, { samples: 0 }),
    Error,
    "Expected samples to be an integer",
  );
  assertThrows(
    () => monteCarloInformation(p, { samples: 9, sequence: anything("halton") }),
    Error,
    "sequence",
  );
});

Deno.test("coordinates that are none, twice there, or in both sets are refused by a sentence", async () => {
  const faults: [unknown, unknown, string][] = [
    [[0], [2], "Expected the index of a coordinate, from 0 to 1, at second[0], got 2"],
    [[0.5], [1], "Expected the index of a coordinate, from 0 to 1, at first[0], got 0.5"],
    [[0, 0], [1], "Expected first with each coordinate once, got 0 twice"],
    [[0, 1], [1], "Expected two sets of coordinates with none in common, got 1 in both"],
    [[], [1], "Expected first to have at least one entry"],
    [0, [1], "Expected first as a list of indices of coordinates, one or more, got 0"],
  ];
  for (const [first, second, sentence] of faults) {
    assertThrows(
      () => coordinatesInformation(p, anything(first), anything(second)),
      Error,
      sentence,
    );
  }
  const { lower } = await evaluate(
    coordinatesInformation(p, new Int32Array([1]), [0], { effort: "linear" }),
  );
  assertEquals(lower >= 0, true);
});
