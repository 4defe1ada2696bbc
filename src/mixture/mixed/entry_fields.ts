import type { Domain } from "../../expr/node.ts";
import type { Family, OwnFamily } from "../component_types.ts";
import type { GivenParameter, Pattern } from "../parameters.ts";

/** A parameter of an entry: what was given, under which name, and the shapes that it may have. */
export interface EntryValue {
  /** Its name among the parameters of a mixture of the family: "means". */
  readonly name: string;
  readonly given: GivenParameter;
  readonly patterns: readonly Pattern[];
  readonly domain: Domain;
}

/** An entry of a mixture, read. */
export interface Entry {
  /** What messages call it: "entries[0]". */
  readonly where: string;
  readonly family: Family;
  /** Whether it is one component, whose parameters have no axis of components. */
  readonly isOne: boolean;
  /** How many components it has. */
  readonly k: number;
  readonly dimension: number;
  /** The weights: of the entry, or of each component; undefined where none are given. */
  readonly weights: { readonly given: GivenParameter; readonly isOfEntry: boolean } | undefined;
  readonly values: readonly EntryValue[];
  /** What a family of one's own is. */
  readonly definition: OwnFamily | undefined;
}
