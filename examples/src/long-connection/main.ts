// The long connection example: clients for TCP, UDP and TLS side by side on one device, and what came of each.
// 长连接示例：TCP、UDP、TLS 客户端在同一个设备上同时运行，最后输出统计。
import { faultText, languageIn, onInterrupt, UsageError } from "@luat/cli";
import { systemClock } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { Failures } from "./failures.js";
import { installClient } from "./install-client.js";
import { installWatchdog } from "./network-watchdog.js";
import { parseOptions, type Options } from "./options.js";
import { startOwnServers, type OwnServers } from "./own-servers.js";
import { describeServer, namedServers, type Server } from "./server.js";
import { summaryText } from "./summary.js";
import { TEXTS } from "./texts.js";
import { installTimerApp } from "./timer-app.js";

/** When the example's own servers cut their connections: after so many milliseconds, or this part of a short run. */
const DROP_AFTER = 7_500;
const DROP_PART = 0.4;
/** A run that is shorter leaves no time to connect again. */
const SHORTEST_WITH_DROP = 10_000;
/** How long the end waits for what is under way. */
const GRACE = 2_000;

type Ending = "done" | "time" | "signal" | "reboot";

/** Runs the example, and leaves its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv);
}

/** Runs the example; returns its exit code. */
export async function run(argv: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Promise<number> {
  try {
    const options = parseOptions(argv, env);
    if (!options.help) return await talk(options, await namedServers(options, env));
    console.log(TEXTS[options.lang].help);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const lang = languageIn(argv, env);
    const asked = lang === languageIn([], env) ? "" : ` --lang ${lang}`;
    console.error(`${error.in(lang)}\n${TEXTS[lang].tryHelp}${asked}`);
    return 2;
  }
}

async function talk(options: Options, named: readonly Server[]): Promise<number> {
  const texts = TEXTS[options.lang];
  let end: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const unheed = onInterrupt(systemClock, (nth) => {
    if (nth > 1) process.exit(130);
    console.log(texts.closing);
    end("signal");
  });
  let own: OwnServers | undefined;
  try {
    if (named.length === 0) own = await startOwnServers();
    return await connectTo(own?.servers ?? named, own, options, end, ended);
  } finally {
    await own?.stop();
    unheed();
  }
}

async function connectTo(servers: readonly Server[], own: OwnServers | undefined, options: Options, end: (ending: Ending) => void, ended: Promise<Ending>): Promise<number> {
  const { count, interval, hex, localPort, duration, face, timeout, logLevel, lang } = options;
  const texts = TEXTS[lang];
  const start = performance.now();
  const online = new Set<number>();
  const failures = new Failures();

  // A device is one LuatOS world, here with this computer's network as its card.
  const device = createDevice({
    logLevel,
    language: lang,
    onReboot() {
      console.error(texts.reboot);
      end("reboot");
    },
    diagnostics(event) {
      failures.heard(event);
      const { kind, id } = event;
      if (kind === "connected" || kind === "bound") online.add(id);
      if (kind === "broke" || kind === "closed") online.delete(id);
    },
  });
  const { sys, log } = device;
  for (const server of servers) log.info("main", texts.start(server.tag, describeServer(server, texts), face, own !== undefined));

  // One producer, and as many clients as there are servers: they know each other by the topics alone.
  installWatchdog(device);
  const app = installTimerApp(device, { clients: servers.map(({ tag, kind }) => ({ tag, ordered: kind !== "udp" })), count, interval, hex, onDone: () => end("done") });
  const clients = servers.map((server) => installClient(device, face, { ...server, localPort, timeout }));
  sys.timerStart(end, duration, "time");
  if (own !== undefined && duration >= SHORTEST_WITH_DROP) {
    sys.timerStart(() => {
      log.info("main", texts.drop);
      own.drop();
    }, Math.min(DROP_AFTER, duration * DROP_PART));
  }

  const ending = await ended;
  app.stop();
  if (ending === "time" && online.size > 0) {
    log.info("main", texts.ending);
    await app.quiet(GRACE);
  }
  await Promise.all(clients.map((client) => client.stop()));
  await device.stop();

  const outcome = servers.map((server) => ({ tag: server.tag, server: describeServer(server, texts), traffic: app.traffic(server.tag) }));
  console.log(summaryText(texts, { clients: outcome, duration: performance.now() - start }));
  if (ending === "reboot") return 3;
  const complaints = servers.flatMap((server) => {
    const { echoed, wrong } = app.traffic(server.tag);
    if (wrong > 0) return texts.foreign(server.tag, wrong);
    // It was given no time to get something back.
    if (echoed > 0 || ending === "signal") return [];
    const fault = failures.of(server);
    return texts.nothing(server.tag, fault && faultText(fault, lang));
  });
  for (const complaint of complaints) console.error(complaint);
  return complaints.length === 0 ? 0 : 1;
}
