/** One contest: the values are compared first, then all take turns, and each has its median. */
import type { Answer, Peer } from "./child.ts";
import { asEntropy, type Contest, klBoundOfBoxes, type Opponent } from "./contests.ts";
import type { PeerName } from "./peers.ts";
import { type Request, writeData } from "./request.ts";

/** One line of the table. */
export interface Line {
  readonly work: string;
  readonly threads: number;
  /** Milliseconds, or why there are none. */
  readonly ours: number | string;
  readonly peer: string;
  readonly theirs: number | string;
  readonly runs: readonly [ours: number, theirs: number];
  /** Their time in units of ours. */
  readonly ratio?: number;
  readonly target?: number;
  /** What is to be known about the peer's value. */
  readonly remark?: string;
}

export interface Settings {
  readonly threads: number;
  /** Turns of each; of those that take more than two seconds, `slowRuns`. */
  readonly runs: number;
  readonly slowRuns: number;
  /** Where data are written. */
  readonly root: string;
  /** Seconds for one answer. */
  readonly limit: number;
  readonly peer: (name: PeerName) => Promise<Peer | string>;
}

interface Contender {
  readonly title: string;
  readonly request: Request;
  readonly ask: (least: number) => Promise<Answer | string>;
  readonly seconds: number[];
  runs: number;
  reason?: string;
  remark?: string;
}

/** Runs one contest on so many threads. */
export async function compete(contest: Contest, settings: Settings): Promise<Line[]> {
  const folder = await writeData(settings.root, contest.work);
  const request: Request = {
    gradients: false,
    precision: "f64",
    ...contest.work,
    threads: settings.threads,
    folder,
    ...(contest.how === undefined ? {} : { how: contest.how }),
  };
  const ours = await contender("Mixtropy", "Mixtropy", request, settings);
  const theirs: Contender[] = [];
  for (const opponent of contest.opponents) {
    const { peer, precision = request.precision, variant, how, threads = request.threads } =
      opponent;
    const own: Request = {
      ...request,
      precision,
      threads,
      ...(variant === undefined ? {} : { variant }),
      ...(how === undefined ? {} : { how }),
    };
    theirs.push(await contender(title(opponent), peer, own, settings));
  }
  await checkValues(ours, theirs, settings);
  await takeTurns([ours, ...theirs], settings.runs);
  return theirs.map((their, t) => line(contest, contest.opponents[t]!, ours, their));
}

/** One that takes part; nothing is asked yet. */
async function contender(
  title: string,
  name: PeerName,
  request: Request,
  { peer, limit }: Settings,
): Promise<Contender> {
  const process = await peer(name);
  const none = typeof process === "string" ? { reason: process } : {};
  const ask = (least: number) =>
    Promise.resolve(typeof process === "string" ? process : process.ask(request, least, limit));
  return { title, request, ask, seconds: [], runs: 0, ...none };
}

/** The first turns, whose times do not count: a wrong value is never timed. */
async function checkValues(
  ours: Contender,
  theirs: readonly Contender[],
  settings: Settings,
): Promise<void> {
  const { request } = ours;
  const boxes = request.mixture === "uniform" && request.estimator === "kl";
  const own = await first(ours, settings);
  const truth = boxes ? await klBoundOfBoxes(request, false) : own?.value;
  if (own !== undefined && truth !== undefined) verify(ours, own.value, truth);
  for (const their of theirs) {
    const answer = await first(their, settings);
    if (answer === undefined) continue;
    let { value } = answer;
    if (their.title.startsWith("native")) value = await asEntropy(value, their.request);
    if (boxes && their.title.startsWith("MixEntroPY")) {
      const transposed = await klBoundOfBoxes(request, true);
      their.remark = `its value is ${value.toPrecision(6)}, that of the arguments the wrong way ` +
        `round; right is ${truth!.toPrecision(6)}`;
      verify(their, value, transposed);
    } else if (truth !== undefined) {
      verify(their, value, truth, ours);
    }
    if (answer.slope !== undefined && own?.slope !== undefined) {
      verify(their, answer.slope, own.slope, ours);
    }
  }
}

async function first(contender: Contender, settings: Settings): Promise<Answer | undefined> {
  if (contender.reason !== undefined) return undefined;
  const answer = await contender.ask(0);
  if (typeof answer === "string") {
    contender.reason = answer;
    return undefined;
  }
  contender.runs = answer.seconds > 2 ? settings.slowRuns : settings.runs;
  return answer;
}

function verify(
  contender: Contender,
  value: number,
  truth: number,
  from: Contender = contender,
): void {
  const { estimator } = contender.request;
  const single = [contender, from].some(({ request }) => request.precision === "f32");
  // two independent estimates of standard error near 0.04 each; sums of thousands of terms in 24 bits
  const tolerance = estimator === "monte carlo" ? 0.4 : (single ? 1e-4 : 1e-9) * Math.abs(truth);
  if (Math.abs(value - truth) <= tolerance) return;
  contender.reason ??= `wrong value: ${value}, expected ${truth}`;
}

/** The least length of a turn in seconds: threads that slept meanwhile wake up on one core, and spread within a few runs. */
const leastTurn = 0.1;

/** Round after round, each that still has runs takes a turn: one run, or as many as fit. */
async function takeTurns(contenders: readonly Contender[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      if (contender.reason !== undefined || round >= contender.runs) continue;
      // the threads of the last one may still spin
      await new Promise((resolve) => setTimeout(resolve, 30));
      const answer = await contender.ask(leastTurn);
      if (typeof answer === "string") contender.reason = answer;
      else contender.seconds.push(answer.seconds);
    }
  }
}

function line(contest: Contest, opponent: Opponent, ours: Contender, theirs: Contender): Line {
  const timeOf = ({ reason, seconds }: Contender) =>
    reason === undefined ? 1000 * median(seconds) : `not available: ${reason}`;
  const own = timeOf(ours), other = timeOf(theirs);
  const both = typeof own === "number" && typeof other === "number";
  return {
    work: contest.name,
    threads: ours.request.threads,
    ours: own,
    peer: theirs.title,
    theirs: other,
    runs: [ours.seconds.length, theirs.seconds.length],
    ...(both ? { ratio: other / own } : {}),
    ...(opponent.target === undefined ? {} : { target: opponent.target }),
    ...(theirs.remark === undefined ? {} : { remark: theirs.remark }),
  };
}

/** What an opponent is called in the table. */
function title({ peer, variant, precision, how, threads }: Opponent): string {
  if (peer === "native") {
    const [, bits, symmetric] = variant!.match(/^(\d+)(symmetric)?$/)!;
    const vectors = bits === "512" ? "AVX-512" : `${bits}-bit vectors`;
    return `native C++, ${vectors}${symmetric === undefined ? "" : ", symmetric"}`;
  }
  if (how === "singly") return "the seven one by one";
  return [
    peer === "NumPy" || peer === "PyTorch"
      ? `${peer} in chunks`
      : peer === "Mixtropy"
      ? "our"
      : peer,
    ...(precision === undefined ? [] : [precision]),
    ...(threads === undefined ? [] : ["one thread"]),
  ].join(peer === "Mixtropy" ? " " : ", ");
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
