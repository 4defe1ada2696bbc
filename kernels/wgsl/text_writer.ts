/** Lines of a WGSL function, indented, long ones broken at their sums. */
export interface Writer {
  readonly line: (text: string) => void;
  readonly open: (text: string) => void;
  readonly close: () => void;
  readonly lines: readonly string[];
}

const width = 100;

/** An empty text that starts at some depth of indentation. */
export function writer(depth: number): Writer {
  const lines: string[] = [];
  let level = depth;
  const line = (text: string) => {
    const indent = "  ".repeat(level);
    for (const part of broken(text, width - indent.length)) lines.push(indent + part);
  };
  return {
    line,
    open: (text) => {
      line(text);
      level++;
    },
    close: () => {
      level--;
      line("}");
    },
    lines,
  };
}

/** The text in lines no longer than `room`, if that can be had by breaks behind ` +`, ` -` or a comma. */
function broken(text: string, room: number): string[] {
  const result: string[] = [];
  let rest = text;
  while (rest.length > room) {
    const end = Math.max(...[" + ", " - ", ", "].map((sign) => {
      const at = rest.lastIndexOf(sign, room - sign.length);
      return at < 0 ? -1 : at + sign.length - 1;
    }));
    if (end <= 8) break;
    result.push(rest.slice(0, end));
    rest = `    ${rest.slice(end + 1)}`;
  }
  return [...result, rest];
}
