/** An operand on the stack that is not yet written. */
export interface Term {
  readonly text: string;
  /** The locals that it reads: it must be written before they change. */
  readonly reads: readonly number[];
  /** Whether it reads memory: it must be written before that changes. */
  readonly loads: boolean;
}

/** A block, loop or arm of an if. */
export type Construct = "block" | "loop" | "when";

/** Statements that are written one after another, and the operands that wait for theirs. */
export interface Listing {
  readonly lines: readonly string[];
  readonly line: (text: string) => void;
  readonly push: (term: Term) => void;
  /** Pushes what is made of operands. */
  readonly combine: (text: string, from: readonly Term[], loads?: boolean) => void;
  /** The last operands, the first of them first. */
  readonly pops: (count: number) => readonly Term[];
  /** Writes the operands that something is about to change: they get names, `s1`. */
  readonly settle: (changes: (term: Term) => boolean) => void;
  /** Opens a construct; `condition` is that of an if. */
  readonly open: (kind: Construct, condition?: string) => void;
  /** Goes from one arm of an if to the other. */
  readonly otherwise: () => void;
  readonly close: () => void;
  /** What a branch out of so many constructs does. */
  readonly branch: (depth: number) => string;
  /** The operands that are left. */
  readonly rest: () => readonly Term[];
}

/** An empty listing. */
export function newListing(): Listing {
  const lines: string[] = [];
  // with how many operands lay on the stack before each construct
  const around: { readonly kind: Construct; readonly label: string; readonly height: number }[] =
    [];
  const counts = { block: 0, loop: 0, when: 0, s: 0 };
  let stack: Term[] = [];
  const line = (text: string) => void lines.push("  ".repeat(around.length) + text);
  // after a branch nothing is left on the stack
  const pop = (): Term => stack.pop() ?? { text: "unreachable", reads: [], loads: false };
  const settle = (changes: (term: Term) => boolean) => {
    stack = stack.map((term) => {
      if (!changes(term)) return term;
      const text = `s${++counts.s}`;
      line(`${text} = ${term.text}`);
      return { text, reads: [], loads: false };
    });
  };
  const leave = (text: string) => {
    const { height } = around.pop() ?? { height: 0 };
    stack.length = Math.min(stack.length, height);
    line(text);
  };
  return {
    lines,
    line,
    push: (term) => void stack.push(term),
    combine: (text, from, loads = false) =>
      void stack.push({
        text,
        reads: from.flatMap(({ reads }) => reads),
        loads: loads || from.some((term) => term.loads),
      }),
    pops: (count) => Array.from({ length: count }, pop).reverse(),
    settle,
    open: (kind, condition) => {
      // it may set any local and write to memory before they are used
      settle(({ reads, loads }) => reads.length > 0 || loads);
      const label = `${kind}${++counts[kind]}`;
      line(kind === "when" ? `if ${condition} {` : `${label}: {`);
      around.push({ kind, label, height: stack.length });
    },
    otherwise: () => {
      leave("} else {");
      around.push({ kind: "when", label: `when${counts.when}`, height: stack.length });
    },
    close: () => leave("}"),
    branch: (depth) => {
      const target = around[around.length - 1 - depth];
      if (target === undefined) return "return";
      return `${target.kind === "loop" ? "continue" : "break"} ${target.label}`;
    },
    rest: () => stack,
  };
}
