export { Arguments, LONGEST, parseArguments, type OptionTable } from "./arguments.js";
export { Counts } from "./counts.js";
export { hexView } from "./hex-view.js";
export { onInterrupt } from "./interrupts.js";
export type { Io } from "./io.js";
export { main } from "./main.js";
export { readTlsFiles, TLS_OPTIONS, type TlsOptionName } from "./tls-files.js";
export { formatUrl, parseUrl, type Scheme, type Target } from "./url.js";
export { quoted, UsageError } from "./usage-error.js";
