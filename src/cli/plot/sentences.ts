/** Sentences on what a picture leaves out. */

/** 10,000 components, 1 component. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString("en-US")} ${one}${count === 1 ? "" : "s"}`;
}

/** What is said where not every component is drawn for itself. */
export function notSingly(left: number, all: number): readonly string[] {
  if (left === 0) return [];
  const which = left === all
    ? `None of the ${counted(all, "component")} is`
    : `Of ${counted(all, "component")} the lightest ${left.toLocaleString("en-US")} are not`;
  return [`${which} drawn singly; the density has them all.`];
}

/** What is said of components beyond the ends of the axes. */
export function outsideSentence(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `${counted(count, "component")} of little weight ${
      count === 1 ? "lies" : "lie"
    } outside of the picture.`,
  ];
}

/** What is said where not every row is drawn. */
export function thinnedSentence(drawn: number, rows: number): readonly string[] {
  if (drawn === rows) return [];
  return [
    `${counted(drawn, "row")} of ${rows.toLocaleString("en-US")} ${
      drawn === 1 ? "is" : "are"
    } drawn.`,
  ];
}

/** What is said of components too narrow for the picture. */
export function narrowSentence(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `${counted(count, "component")} ${
      count === 1 ? "is" : "are"
    } narrower than the picture can show and drawn as wide as it can.`,
  ];
}

/** What is said where peaks may have been missed. */
export function passedOverSentence(count: number): readonly string[] {
  if (count === 0) return [];
  return [`The peaks of ${counted(count, "narrow component")} may be higher than drawn.`];
}

/** What is said of a density that cannot be drawn. */
export const undrawable = "The density is not drawn: digits do not suffice for its places.";
