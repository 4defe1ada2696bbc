/** Who listens hears each sentence once, and is not remembered without end. */
import { assertEquals } from "@std/assert";
import { tell } from "../../src/run/conduct/warnings.ts";

Deno.test("a listener hears each sentence once, as long as they are not thousands", () => {
  const heard: string[] = [], listen = (message: string) => void heard.push(message);
  tell(listen, ["a", "b", "a"]);
  tell(listen, ["b"]);
  assertEquals(heard, ["a", "b"]);
  // in a loop a sentence with a number in it is new in every step: what was said long ago is forgotten, and said again
  const others = Array.from({ length: 5000 }, (_, t) => `${t}`);
  tell(listen, [...others, "a"]);
  assertEquals(heard, ["a", "b", ...others, "a"]);
  const another: string[] = [];
  tell((message) => void another.push(message), ["a"]);
  assertEquals(another, ["a"]);
});
