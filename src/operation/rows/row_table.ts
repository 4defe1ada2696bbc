import type { Node } from "../../expr/node.ts";
import type { Component } from "../../mixture/component_types.ts";
import { gaussianRow } from "./gaussian_row.ts";
import type { OperationRow, OperationTable } from "./operation_row.ts";
import { ownRow } from "./own_row.ts";
import { boxRow, laplaceRow, logisticRow, studentRow } from "./place_rows.ts";

/** What operations make of each family: a family without a row does not compile. */
const rows: OperationTable = {
  gaussian: gaussianRow,
  uniform: boxRow,
  laplace: laplaceRow,
  logistic: logisticRow,
  studentT: studentRow,
  own: ownRow,
};

/** The row of a component's family. */
export function rowOf<C extends Component<Node>>({ family }: C): OperationRow<C> {
  // the row that has the component's own name
  return rows[family] as unknown as OperationRow<C>;
}
