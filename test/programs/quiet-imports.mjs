// Imports the entries that it is given, and fails when that did anything else: node quiet-imports.mjs @luat/libnet …
import { createHook } from "node:async_hooks";

// What the modules of Node make for themselves is made before.
const MODULES = ["crypto", "dgram", "dns", "dns/promises", "fs/promises", "http", "https", "net", "process", "stream", "tls", "worker_threads", "zlib"];
await Promise.all(MODULES.map((name) => import(`node:${name}`)));

/** What it takes to read and run modules. A device that is made with them tells its tasks in a job that the network is there. */
const OF_LOADING = /^(PROMISE|Microtask|TickObject|FILEHANDLE|FILEHANDLECLOSEREQ|FSREQPROMISE|FSREQCALLBACK)$/;
const SHARED = [Object, Array, Function, String, Number, Promise, Map, Set, WeakMap, Error, Uint8Array, ArrayBuffer, AbortSignal, EventTarget, URL];

/** What a module can change that is not its own. */
function shared() {
  const keys = SHARED.flatMap((type) => [type, type.prototype].flatMap((object) => Reflect.ownKeys(object).map((key) => `${type.name}: ${String(key)}`)));
  const globals = Reflect.ownKeys(globalThis).map((key) => `global ${String(key)}`);
  const listeners = process.eventNames().map((name) => `process.on ${String(name)} × ${process.listenerCount(name)}`);
  const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  return new Set([...keys, ...globals, ...listeners, ...environment]);
}

/** @type {string[]} */
const resources = [];
const hook = createHook({
  init(_id, type) {
    if (!OF_LOADING.test(type)) resources.push(type);
  },
});

const entries = process.argv.slice(2);
const before = shared();
hook.enable();
for (const entry of entries) {
  const names = Object.keys(/** @type {object} */ (await import(entry)));
  if (names.length === 0) throw new Error(`${entry} exports nothing`);
}
hook.disable();
const after = shared();

const changes = [...[...after].filter((item) => !before.has(item)), ...[...before].filter((item) => !after.has(item)).map((item) => `no longer ${item}`)];
if (resources.length > 0) changes.push(`made ${resources.join()}`);
if (changes.length > 0) throw new Error(`To import ${entries.join()} is to have: ${changes.join("; ")}`);
