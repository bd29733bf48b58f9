import { join } from "node:path";

/** @import { Manifest } from "../workspace.mjs" */

/** What needs Node; everything else is for browsers too. */
const NODE_ONLY = new Set(["@luat/adapters/node", "@luat/adapters/gateway", "@luat/cli", "@luat/libnet/streams"]);

/** What needs a package that a user may do without. */
const NEEDED = new Map([["@luat/adapters/gateway", "ws"]]);

/**
 * @typedef {object} Entry
 * @property {string} name what users import
 * @property {boolean} portable runs in browsers, too
 * @property {string} [needs] a package, without which it cannot be imported
 */

/**
 * The entries of a package.
 *
 * @param {Manifest} manifest
 * @returns {Entry[]}
 */
export function entriesOf({ name, exports = {} }) {
  return Object.keys(exports).map((path) => {
    const entry = join(name, path);
    const needs = NEEDED.get(entry);
    return { name: entry, portable: !NODE_ONLY.has(entry), ...(needs !== undefined && { needs }) };
  });
}
