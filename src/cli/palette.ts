/** How parts of a text look on a terminal. */
export interface Palette {
  /** What a person looks for first. */
  strong(text: string): string;
  /** What only keeps things apart. */
  faint(text: string): string;
  /** What is wrong. */
  bad(text: string): string;
  /** What is doubtful. */
  doubtful(text: string): string;
  /** What somebody may type. */
  typed(text: string): string;
}

/** The codes of ECMA-48 that begin a look and end it. */
const codes: { readonly [Look in keyof Palette]: readonly [begin: number, end: number] } = {
  strong: [1, 22],
  faint: [2, 22],
  bad: [31, 39],
  doubtful: [33, 39],
  typed: [36, 39],
};

/** The looks, or none where there are no colours. */
export function palette(hasColours: boolean): Palette {
  const look = (name: keyof Palette) => (text: string) => {
    const [begin, end] = codes[name];
    return hasColours && text !== "" ? `\x1b[${begin}m${text}\x1b[${end}m` : text;
  };
  return {
    strong: look("strong"),
    faint: look("faint"),
    bad: look("bad"),
    doubtful: look("doubtful"),
    typed: look("typed"),
  };
}
