// Who may import whom. Each row of the table is one rule; nothing but what a row allows may be imported, type imports
// included. Where `node:*` may be imported is a rule of its own, so the rows leave it out.
import { readFileSync, readdirSync } from "node:fs";

/** @import { IForbiddenRuleType, IConfiguration } from "dependency-cruiser" */

const packages = new URL("packages/", import.meta.url);

/** The source files that the exports of the packages name: what other packages may see. */
const publicEntries = readdirSync(packages).flatMap((name) => {
  const { exports = {} } = /** @type {{ exports?: Record<string, { "luat-source"?: string }> }} */ (
    JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), "utf8"))
  );
  return Object.values(exports).flatMap(({ "luat-source": source }) =>
    source === undefined ? [] : [`^packages/${name}/${source.slice(2).replaceAll(".", "\\.")}$`],
  );
});

const contract = "^packages/contract/";
const corelib = "^packages/corelib/";
const socket = "^packages/socket/";
const leafRooms = "^packages/adapters/src/(certs|wire|tape|dtls|checks)/";
/** An optional peer dependency, which is a dev dependency here too; `node-dtls` says who may import it. */
const optionalDtls = "node_modules/node-dtls-client/";
/** Another one; `websockets` says who may import it. */
const optionalWs = "node_modules/(@types/)?ws/";
/** A file or folder of the socket package's sources. @param {string} name */
const inSocket = (name) => `^packages/socket/src/${name}[./]`;

/**
 * @param {string} name
 * @param {string} from
 * @param {string[]} allowed
 * @param {string} comment
 * @returns {IForbiddenRuleType}
 */
function row(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from },
    to: { pathNot: allowed, dependencyTypesNot: ["core"] },
  };
}

/** Test runners, which the tests of every package may import. */
const runners = "node_modules/(vitest|fast-check)/";

/** @type {IForbiddenRuleType[]} */
const table = [
  row("contract", contract, [contract, runners], "The contract depends on nothing, not even in its tests."),
  row("corelib", "^packages/corelib/src/", [corelib, contract], "The core library builds on the contract alone."),
  row(
    "certs",
    "^packages/adapters/src/certs/",
    ["^packages/adapters/src/(certs|checks)/", contract, "node_modules/((@types/)?node-forge|@noble/curves)/"],
    "Certificates build on the contract, the checks of arguments, forge, and curves, which forge knows nothing of; nothing else needs these.",
  ),
  row(
    "leaf-rooms",
    "^packages/adapters/src/(wire|tape|dtls|checks)/",
    ["^packages/adapters/src/$1/", "^packages/adapters/src/checks/", contract],
    "Wire, tape and DTLS build on the contract, and on what rooms share: checks of arguments, the reasons of faults, and sockets that failed at once.",
  ),
  row(
    "cards",
    "^packages/adapters/src/(node|mock|websocket|gateway)/",
    ["^packages/adapters/src/$1/", leafRooms, contract, optionalDtls, optionalWs],
    "A card builds on the contract and the leaf rooms, never on another card.",
  ),
  row(
    "socket-core",
    inSocket("core"),
    [inSocket("core"), inSocket("ids"), contract],
    "The machine knows the contract's types and the ids: no clock, no I/O, no packages.",
  ),
  {
    name: "socket-core-types",
    comment: "The machine takes only types from the contract.",
    severity: "error",
    from: { path: inSocket("core") },
    to: { path: contract, dependencyTypesNot: ["type-only"] },
  },
  row("socket-ids", inSocket("ids"), [inSocket("ids"), contract], "The ids are shared by all rooms, so they know none."),
  row(
    "socket-runtime",
    inSocket("runtime"),
    [inSocket("runtime"), inSocket("core"), inSocket("ids"), contract],
    "The runtime drives the machine over the contract.",
  ),
  row(
    "socket-faces",
    "^packages/socket/src/(faithful|sntp)[./]",
    ["^packages/socket/src/$1[./]", inSocket("runtime"), inSocket("ids"), corelib, contract],
    "The faces see the runtime, never the machine behind it, nor each other.",
  ),
  {
    name: "socket-default-card",
    comment: "One file brings Node's card in, so that bundles for browsers hold none of it.",
    severity: "error",
    from: { path: "^packages/socket/src/", pathNot: "^packages/socket/src/default-card\\.node\\.ts$" },
    to: { path: "^packages/adapters/" },
  },
  row(
    "socket",
    "^packages/socket/src/",
    [socket, corelib, contract, "^packages/adapters/src/node/"],
    "The socket library builds on the core library, the contract and Node's card.",
  ),
  row(
    "libnet",
    "^packages/libnet/src/",
    ["^packages/libnet/", socket, corelib, contract, "node_modules/(eventemitter3|p-timeout)/"],
    "Waiting builds on sockets, the core library and the contract.",
  ),
  row(
    "air-and-cli",
    "^packages/(air|cli)/src/",
    ["^packages/$1/", ...publicEntries],
    "The older generations and the command build on what the other packages publish.",
  ),
];

/** @type {IForbiddenRuleType[]} */
const everywhere = [
  {
    name: "public-entries",
    comment: "Another package is what its exports name, and nothing behind that.",
    severity: "error",
    from: { path: "^packages/([^/]+)/" },
    to: { path: "^packages/", pathNot: ["^packages/$1/", ...publicEntries] },
  },
  {
    name: "public-entries-outside",
    comment: "Examples and benchmarks are users like any other.",
    severity: "error",
    from: { path: "^(bench|examples)/" },
    to: { path: "^packages/", pathNot: publicEntries },
  },
  {
    name: "by-package-name",
    comment: "A path into another package is not there once it is published.",
    severity: "error",
    from: { path: "^packages/([^/]+)/" },
    to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
  },
  {
    name: "sources-import-no-tests",
    severity: "error",
    from: { path: "^packages/[^/]+/src/" },
    to: { path: "^(packages/[^/]+/test|test|bench|examples|scripts)/" },
  },
  {
    name: "node-only-where-node-is",
    comment: "Everything else runs in browsers too; what bridges to Node's streams is made of them.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/", pathNot: ["^packages/adapters/src/(node|gateway)/", "^packages/cli/src/", "^packages/adapters/src/websocket/default-web-socket\\.node\\.ts$", "^packages/libnet/src/diagnostics/channel\\.node\\.ts$", "^packages/libnet/src/streams/(connection-from|duplex|duplex-stream)\\.ts$"] },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "declared",
    comment: "What published code imports is among the dependencies of its own package.json.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: [optionalDtls, optionalWs] },
  },
  {
    name: "node-dtls",
    comment: "The package of DTLS is loaded when it is needed, and nobody must have it.",
    severity: "error",
    from: { pathNot: "^packages/adapters/src/node/dtls/dtls-library\\.ts$" },
    to: { path: optionalDtls },
  },
  {
    name: "websockets",
    comment: "Only what speaks WebSocket needs the package for it.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/", pathNot: "^packages/adapters/src/(gateway|websocket)/" },
    to: { path: optionalWs },
  },
  {
    name: "resolvable",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-circles",
    comment: "Types and tests included.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
];

/** @type {IConfiguration} */
export default {
  forbidden: [...table, ...everywhere],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|bundle|coverage|temp|fixtures)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["luat-source", "types", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".d.ts"],
    },
  },
};
