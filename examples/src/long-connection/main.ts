// The long connection example: runs one of the two clients against an echo server, and shows what came of it.
// 长连接示例：运行两种客户端之一，连接回显服务器，最后输出统计。
import { formatEndpoint, type Endpoint } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { install as installFaithful } from "./faithful-client.js";
import { parseOptions, UsageError, type Options } from "./options.js";
import { startOwnServer, type OwnServer } from "./own-server.js";
import { install as installPromise } from "./promise-client.js";
import { heedSignals } from "./signals.js";
import { summaryText } from "./summary.js";
import { TEXTS } from "./texts.js";
import { installTimerApp } from "./timer-app.js";

/** When the example's own server cuts the connection: after so many milliseconds, or this part of a short run. */
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
export async function run(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (!options.help) return await talk(options);
    console.log(TEXTS[options.lang].help);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nTry: npm start -- --help`);
    return 2;
  }
}

async function talk(options: Options): Promise<number> {
  const texts = TEXTS[options.lang];
  let end: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  const unheed = heedSignals(() => {
    console.log(texts.closing);
    end("signal");
  });
  let ownServer: OwnServer | undefined;
  try {
    const server = options.server ?? (ownServer = await startOwnServer());
    return await connectTo(server, ownServer, options, end, ended);
  } finally {
    await ownServer?.stop();
    unheed();
  }
}

async function connectTo(server: Endpoint, ownServer: OwnServer | undefined, options: Options, end: (ending: Ending) => void, ended: Promise<Ending>): Promise<number> {
  const { count, interval, hex, localPort, duration, face, timeout, logLevel, lang } = options;
  const texts = TEXTS[lang];
  const start = performance.now();
  let connections = 0;
  let online = false;

  // A device is one LuatOS world, here with this computer's network as its card.
  const device = createDevice({
    logLevel,
    language: lang,
    onReboot() {
      console.error(texts.reboot);
      end("reboot");
    },
    diagnostics({ kind }) {
      if (kind === "connected") {
        connections++;
        app.reconnected();
      }
      if (kind === "connected" || kind === "broke" || kind === "closed") online = kind === "connected";
    },
  });
  const { sys, log } = device;
  const endpoint = `tcp://${formatEndpoint(server)}`;
  log.info("main", texts.start(endpoint, face, ownServer !== undefined));

  const app = installTimerApp(device, { count, interval, hex, onDone: () => end("done") });
  const install = face === "faithful" ? installFaithful : installPromise;
  const client = install(device, { host: server.host, port: server.port, localPort, timeout });
  sys.timerStart(end, duration, "time");
  if (ownServer !== undefined && duration >= SHORTEST_WITH_DROP) {
    sys.timerStart(() => {
      log.info("main", texts.drop);
      ownServer.drop();
    }, Math.min(DROP_AFTER, duration * DROP_PART));
  }

  const ending = await ended;
  app.stop();
  if (ending === "time" && online) {
    log.info("main", texts.ending);
    await app.quiet(GRACE);
  }
  await client.stop();
  await device.stop();

  const { traffic } = app;
  console.log(summaryText(texts, { server: endpoint, traffic, connections, duration: performance.now() - start }));
  if (ending === "reboot") return 3;
  const inVain = connections === 0 || (traffic.sent > 0 && traffic.echoed === 0);
  return traffic.wrong > 0 || (inVain && ending !== "signal") ? 1 : 0;
}
