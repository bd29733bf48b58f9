// Runs one of the programs: node examples/dist/four-rules/main.js luatask 127.0.0.1 8888
import { fileURLToPath } from "node:url";
import { createAir } from "@luat/air";
import { createDevice, type Device } from "@luat/libnet";
import { install as installFaithful } from "./faithful.js";
import { install as installLuaTask } from "./luatask.js";
import type { FourRulesOptions } from "./options.js";
import { keepFourRules } from "./promise.js";

/** The same program, written for LuatOS-Air, for LuatOS with libnet, and with promises. */
export const FORMS: Readonly<Record<string, (device: Device, options: FourRulesOptions) => void>> = {
  luatask: (device, options) => {
    installLuaTask(createAir(device), options);
  },
  faithful: (device, options) => {
    installFaithful(device, options);
  },
  promise: (device, options) => {
    device.sys.taskInit(keepFourRules, device, options);
  },
};

/** Starts what the command line names; `false`: it names nothing that there is. */
export function start(device: Device, [form = "", host = "", port]: readonly string[]): boolean {
  const begin = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  const number = Number(port);
  if (begin === undefined || host === "" || !Number.isInteger(number) || number < 1 || number > 65_535) return false;
  begin(device, { host, port: number });
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const device = createDevice({ logLevel: "info" });
  process.once("SIGINT", () => void device.stop({ deadline: 2_000 }).then(() => process.exit()));
  if (!start(device, process.argv.slice(2))) {
    console.error(`usage: main.js <${Object.keys(FORMS).join(" | ")}> <host> <port>`);
    process.exitCode = 2;
    void device.stop();
  }
}
