/** @internal */
declare const axis: unique symbol;

/**
 * What the values of a component run along: its components (i on one side of a pair, i′ on the other) or its coordinates.
 * Opaque: `p.at(0).component` and `.coordinate` are such axes, and what reduces along an axis takes them.
 */
export interface ComponentAxis {
  /** For types only. */
  readonly [axis]: true;
}

/** The axes that stand beside an expression of type `E`: opaque, as it is. */
export type AxisOf<E> = E extends { readonly axes: readonly (infer A extends ComponentAxis)[] } ? A
  : ComponentAxis;
