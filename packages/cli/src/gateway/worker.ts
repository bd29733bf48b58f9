import process from "node:process";
import { metricsText, type GatewayStatus } from "@luat/adapters/gateway";
import type { Shell } from "../shell.js";
import type { GatewayReport } from "./gateway-report.js";
import type { GatewayCommandOptions } from "./options.js";
import { makeGateway } from "./serve.js";
import { isLuat, type FromWorker, type ToWorker } from "./worker-messages.js";

/** Runs one gateway of several, for the first process; gives the exit code. */
export async function runWorker(options: GatewayCommandOptions, report: GatewayReport, shell: Shell): Promise<number> {
  const asked = new Map<number, (status: GatewayStatus) => void>();
  let ids = 0;
  const metrics = (): Promise<string> =>
    new Promise((resolve) => {
      asked.set(++ids, (status) => {
        resolve(metricsText(status));
      });
      tell({ luat: "all", id: ids });
    });
  const serving = makeGateway(options, { clock: shell.io.clock, log: report, metrics });
  const over = new Promise<number>((resolve) => {
    process.on("message", (message: unknown) => {
      if (!isLuat<ToWorker>(message)) return;
      if (message.luat === "status") {
        tell({ luat: "status", id: message.id, status: serving.gateway.status() });
      } else if (message.luat === "all") {
        asked.get(message.id)?.(message.status);
        asked.delete(message.id);
      } else {
        resolve(options.stopDeadline);
      }
    });
    // Without the first process nobody is left to say when to stop.
    process.once("disconnect", () => resolve(0));
    shell.ending.addEventListener("abort", () => resolve(options.stopDeadline), { once: true });
  });
  try {
    tell({ luat: "listening", port: await serving.listen() });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    tell({ luat: "failed", why: { code, message } });
    process.disconnect();
    return 1;
  }
  await serving.stop(await over);
  if (process.connected) process.disconnect();
  return 0;
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
