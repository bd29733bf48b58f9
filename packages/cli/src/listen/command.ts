import { formatEndpoint } from "@luat/contract";
import type { Device, ServerTlsOptions } from "@luat/libnet";
import { Counts } from "../counts.js";
import { inputPieces } from "../input.js";
import { networkError } from "../report.js";
import { deviceLog, type Shell } from "../shell.js";
import { TEXTS } from "../texts/choose.js";
import { filesOf } from "../tls-files.js";
import { formatUrl, type Target } from "../url.js";
import { Clients, type ServiceOptions } from "./clients.js";
import { serveDatagrams } from "./datagram-service.js";
import { parseListenOptions, type ListenCommandOptions } from "./options.js";
import { serverTls } from "./server-certificate.js";
import { serveStreams } from "./stream-service.js";

/** `luat listen`; gives the exit code. */
export async function listenCommand(argv: readonly string[], shell: Shell): Promise<number> {
  const { io, ending: interrupted } = shell;
  const { clock } = io;
  const options = parseListenOptions(argv, io.env);
  const { target, loudness, lang } = options;
  if (target === undefined) {
    await shell.stdout.write(`${TEXTS[lang].listenUsage}\n`);
    return 0;
  }
  const report = shell.report(lang, loudness, { files: filesOf(options.args) });
  const { texts } = report;
  const security = target.scheme === "tls" ? await serverTls(options.args, target, io, report) : undefined;
  const device = io.createDevice({
    log: deviceLog(report, loudness),
    onTaskError: "throw",
    language: lang,
    diagnostics(event) {
      if (event.kind === "rejected") report.rejected(event.from, event.fault);
    },
  });
  const closing = (): void => {
    if (shell.isInterrupted) report.info(texts.closing);
  };
  const hurry = (): void => {
    void device.stop();
  };
  interrupted.addEventListener("abort", closing);
  shell.hurry.addEventListener("abort", hurry);
  let listened = false;
  try {
    const counts = new Counts();
    const begin = clock.now();
    const service: ServiceOptions = { ...options, report, counts, clock, transcript: shell.transcript(options.view) };
    const clients = new Clients(service);
    const serve = await open(device, target, security?.tls, interrupted);
    listened = true;
    security?.announce();
    report.info(texts.listening(`${target.scheme}://${serve.local}`));
    const over = new AbortController();
    const end = (): void => {
      over.abort();
    };
    interrupted.addEventListener("abort", end);
    if (interrupted.aborted) end();
    const typing = options.answer === undefined ? sendTyped(shell, options, clients, over.signal) : undefined;
    try {
      await Promise.all([serve.run(clients, service, over.signal).finally(end), typing]);
    } finally {
      interrupted.removeEventListener("abort", end);
      report.info(texts.counts(counts, clock.now() - begin));
    }
    return 0;
  } catch (error) {
    if (interrupted.aborted && !listened) return 130;
    // What was asked for, as all addresses have another name for each kind of card.
    report.failed(networkError(error), listened ? undefined : formatUrl(target));
    return 1;
  } finally {
    interrupted.removeEventListener("abort", closing);
    shell.hurry.removeEventListener("abort", hurry);
    await device.stop();
  }
}

interface Opened {
  readonly local: string;
  run(clients: Clients, service: ServiceOptions, signal: AbortSignal): Promise<void>;
}

async function open(device: Device, { scheme, host, port }: Target, tls: ServerTlsOptions | undefined, signal: AbortSignal): Promise<Opened> {
  const where = { host: host === "" ? undefined : host, port, signal };
  if (scheme === "udp") {
    const socket = await device.bind(where);
    return { local: formatEndpoint(socket.local), run: (...args) => serveDatagrams(socket, ...args) };
  }
  const server = await device.listen({ ...where, tls });
  return { local: formatEndpoint(server.local), run: (...args) => serveStreams(server, ...args) };
}

async function sendTyped({ io }: Shell, { target, ending, view }: ListenCommandOptions, clients: Clients, signal: AbortSignal): Promise<void> {
  const most = target?.scheme === "udp" ? 1_472 : Infinity;
  for await (const bytes of inputPieces(io.stdin, { cut: view === "raw" ? "nowhere" : "lines", ending, most }, signal)) await clients.sendToAll(bytes, signal);
}
