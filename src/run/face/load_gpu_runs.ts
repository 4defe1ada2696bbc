import { DeviceError } from "../../expr/errors.ts";
import { messageOf } from "../conduct/message.ts";

/** What drives a GPU. */
type GpuRuns = typeof import("./gpu_runs.ts");

/** Loads what drives a GPU: bundlers make a file of its own of it. Throws `DeviceError` where it is not there. */
export async function loadGpuRuns(
  load: () => Promise<GpuRuns> = () => import("./gpu_runs.ts"),
): Promise<GpuRuns> {
  try {
    return await load();
  } catch (error) {
    throw new DeviceError(
      `The part of the library that drives GPUs could not be loaded: ${
        messageOf(error)
      }; use device "cpu", or see that its file lies beside the one that was loaded first`,
    );
  }
}
