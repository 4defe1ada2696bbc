/** The npm package, as somebody gets it who installs its tarball in an empty folder. */
import "./binaries.ts";
import "./contents.ts";
import "./node.ts";
import "./pages.ts";
import "./types.ts";
