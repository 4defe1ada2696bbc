/** The npm package, as somebody gets it who installs its tarball in an empty folder; and the command line as one file. */
import "./binaries.ts";
import "./contents.ts";
import "./node.ts";
import "./pages.ts";
import "./strangers.ts";
import "./types.ts";
import { removeInstalled } from "../support/npm_package.ts";

Deno.test.afterAll(removeInstalled);
