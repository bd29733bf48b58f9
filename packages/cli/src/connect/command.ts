import { ipVersion, MAX_DATAGRAM } from "@luat/contract";
import type { Device, TlsOptions } from "@luat/libnet";
import { broadcastChannel, connectionChannel, datagramChannel, type Channel } from "../channel.js";
import { Counts } from "../counts.js";
import { inputPieces, repeated } from "../input.js";
import type { Report } from "../report.js";
import { deviceLog, type Shell } from "../shell.js";
import { TEXTS } from "../texts/choose.js";
import { filesOf, readTlsFiles } from "../tls-files.js";
import { formatUrl, type Target } from "../url.js";
import { Conversation } from "./conversation.js";
import { parseConnectOptions, type ConnectCommandOptions } from "./options.js";

/** What fits a datagram on every usual network, with the headers. */
const ETHERNET_DATAGRAM = 1_472;

/** `luat connect`; gives the exit code. */
export async function connectCommand(argv: readonly string[], shell: Shell): Promise<number> {
  const { io } = shell;
  const { clock } = io;
  const options = parseConnectOptions(argv, io.env);
  const { target, loudness, lang } = options;
  if (target === undefined) {
    await shell.stdout.write(`${TEXTS[lang].connectUsage}\n`);
    return 0;
  }
  const tls = target.scheme === "tls" ? await readTlsFiles(options.args, io.env) : undefined;
  const report = shell.report(lang, loudness, { files: filesOf(options.args), family: options.family });
  const { texts } = report;
  const device = io.createDevice({
    log: deviceLog(report, loudness),
    onTaskError: "throw",
    language: lang,
    diagnostics(event) {
      if (event.kind === "dialed" && ipVersion(target.host) === 0) report.info(texts.resolved(target.host, event.to.host));
    },
  });
  const counts = new Counts();
  const begin = clock.now();
  const conversation: Conversation = new Conversation({
    ...options,
    counts,
    clock,
    report,
    transcript: shell.transcript(options.view),
    open: (signal) => {
      report.info(texts.connecting(formatUrl(target)));
      return target.scheme === "udp" ? bindTo(device, target, options, { signal, report, conversation }) : connectTo(device, target, options, { signal, tls });
    },
    items: (signal) => itemsOf(options, target, shell, signal),
  });
  const closing = (): void => {
    if (shell.isInterrupted) report.info(texts.closing);
  };
  const hurry = (): void => {
    void device.stop();
  };
  shell.ending.addEventListener("abort", closing);
  shell.hurry.addEventListener("abort", hurry);
  try {
    const fine = await conversation.run(shell.ending);
    report.info(texts.counts(counts, clock.now() - begin));
    if (shell.ending.aborted) return counts.connections > 0 ? 0 : 130;
    return fine ? 0 : 1;
  } finally {
    shell.ending.removeEventListener("abort", closing);
    shell.hurry.removeEventListener("abort", hurry);
    await device.stop();
  }
}

function itemsOf(options: ConnectCommandOptions, target: Target, { io }: Shell, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const { data, count, interval, view } = options;
  if (data !== undefined) return repeated(data, { count, interval }, io.clock, signal);
  const isRaw = view === "raw";
  const most = target.scheme !== "udp" ? Infinity : isRaw ? ETHERNET_DATAGRAM : MAX_DATAGRAM;
  return inputPieces(io.stdin, { cut: isRaw ? "nowhere" : "lines", ending: options.ending, most }, signal);
}

async function connectTo(device: Device, target: Target, options: ConnectCommandOptions, more: { signal: AbortSignal; tls: TlsOptions | undefined }): Promise<Channel> {
  const { host, port } = target;
  const { timeout, localPort, keepAlive, family } = options;
  return connectionChannel(await device.connect({ host, port, timeout, localPort, keepAlive, family, ...more }));
}

async function bindTo(device: Device, peer: Target, options: ConnectCommandOptions, more: { signal: AbortSignal; report: Report; conversation: Conversation }): Promise<Channel> {
  const { timeout, localPort } = options;
  const { signal, report, conversation } = more;
  if (options.broadcast) return broadcastChannel(await device.bind({ port: localPort, timeout, signal }), { host: peer.host, port: peer.port });
  const socket = await device.bind({ peer, port: localPort, timeout, signal });
  const address = socket.peer ?? peer;
  if (address.host !== peer.host) report.info(report.texts.resolved(peer.host, address.host));
  return datagramChannel(socket, address, (error) => {
    conversation.datagramFailed(error);
  });
}
