import cluster from "node:cluster";
import type { Shell } from "../shell.js";
import { TEXTS } from "../texts/choose.js";
import type { Texts } from "../texts/texts.js";
import { GatewayReport } from "./gateway-report.js";
import { parseGatewayOptions, type GatewayCommandOptions } from "./options.js";
import { runPrimary } from "./primary.js";
import { makeGateway } from "./serve.js";
import { runWorker } from "./worker.js";
import { formatWsUrl } from "./ws-url.js";

/** `luat gateway`; gives the exit code. */
export async function gatewayCommand(argv: readonly string[], shell: Shell): Promise<number> {
  const { io } = shell;
  const { options, lang, loudness } = parseGatewayOptions(argv, io.env);
  const texts = TEXTS[lang];
  if (options === undefined) {
    await shell.stdout.write(`${texts.gatewayUsage}\n`);
    return 0;
  }
  const isWorker = options.workers > 1 && cluster.isWorker;
  const worker = isWorker ? cluster.worker?.id : undefined;
  const report = new GatewayReport({ report: shell.report(lang, loudness), out: shell.stderr, clock: io.clock, form: options.log, worker });
  if (isWorker) return runWorker(options, report, shell);
  const announce = (port: number): void => {
    announceGateway({ ...options, url: { ...options.url, port } }, report, texts);
  };
  if (options.workers > 1) {
    makeGateway(options, { clock: io.clock, log: report }); // says what is wrong before there are workers
    return runPrimary(["gateway", ...argv], options, { report, texts, shell, announce });
  }
  return runAlone(options, { report, texts, shell, announce });
}

interface Parts {
  readonly report: GatewayReport;
  readonly texts: Texts;
  readonly shell: Shell;
  announce(port: number): void;
}

async function runAlone(options: GatewayCommandOptions, { report, texts, shell, announce }: Parts): Promise<number> {
  const serving = makeGateway(options, { clock: shell.io.clock, log: report });
  try {
    announce(await serving.listen());
  } catch (error) {
    report.warn(texts.gatewayFailed(formatWsUrl(options.url), error as Error));
    return 1;
  }
  await interrupted(shell.ending);
  if (shell.isInterrupted) report.info(texts.closing);
  await serving.stop(options.stopDeadline);
  const { opened, bytes } = serving.gateway.status();
  report.info(texts.gatewayCounts(Object.values(opened).reduce((sum, count) => sum + count), bytes.up, bytes.down));
  return 0;
}

/** Says where it listens, what is allowed, and what is open to all. */
function announceGateway({ url, allow, tokens, origins, trustProxy }: GatewayCommandOptions, report: GatewayReport, texts: Texts): void {
  report.info(texts.gatewayOn(formatWsUrl(url), allow), { event: "listening", url: formatWsUrl(url), allow });
  if (allow.length === 0) report.warn(texts.nothingAllowed, { event: "warning", about: "allow" });
  const idle = allow.find((rule) => /^[a-z]+:\/\/localhost:/i.test(rule));
  if (idle !== undefined) report.warn(texts.idleRule(idle), { event: "warning", about: "allow" });
  if (tokens === undefined) report.warn(texts.noTokens, { event: "warning", about: "tokens" });
  if (origins === undefined) report.warn(texts.noOrigins, { event: "warning", about: "origins" });
  if (origins?.includes("null") === true) report.warn(texts.nullOrigin, { event: "warning", about: "origins" });
  // Behind a proxy it is the proxy that speaks TLS.
  if (!url.isSecure && !trustProxy && !isLoopback(url.host)) report.warn(texts.noTls, { event: "warning", about: "url" });
}

/** Of this computer alone, as the setting has it. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && (host.startsWith("127.") || host === "::1");
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
