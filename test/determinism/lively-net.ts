import type { Issued } from "@luat/adapters/certs";
import { latency, loss, MockNet, natExpiry, resetAfter, slices, type Rule } from "@luat/adapters/mock";
import { createDevice, type Connection, type Device, type Luat } from "@luat/libnet";
import { NetRecord } from "./net-record.js";

const SERVER = "10.0.0.1";
const BROKER = "10.0.0.5";
/** When all programs are stopped, in virtual ms. */
const OVER = 270;

/** Doubles, delays and changes datagrams by chance. */
const whims: Rule = function whims({ kind, bytes }, random) {
  if (kind !== "datagram") return "pass";
  const luck = random();
  if (luck < 0.15) return "duplicate";
  if (luck < 0.3) return "reorder";
  return luck < 0.4 ? { corrupt: bytes.map((byte) => byte ^ 1) } : { delay: Math.floor(luck * 50) };
};

/**
 * A busy net: a server with TCP, TLS and UDP, a scripted broker, and clients of both faces that come and
 * go in all weathers.
 *
 * @param identity - the certificate of the server.
 * @returns the record of everything that happened.
 */
export async function livelyNet(seed: number, identity: Issued): Promise<string> {
  const net = new MockNet({ seed, latency: 2, resolveDelay: 10 });
  const record = new NetRecord(net);
  const device = (name: string, address: string): Device =>
    createDevice({ adapters: { LWIP_GP: net.host(address) }, ...record.follow(name), onTaskError: "log" });

  net.name("server.test", ["10.0.0.99", SERVER]);
  net.rule(latency({ ms: 1, jitter: 8 }));
  net.rule(loss({ rate: 0.08 }));
  net.rule(slices({ most: 700, from: SERVER }));
  net.rule(natExpiry({ idle: 60, protocol: "udp" }));
  net.rule(resetAfter({ bytes: 40, to: SERVER, from: "10.0.0.2" }));
  net.rule(whims);

  const server = device("server", SERVER);
  const [faithful, promise] = [device("faithful", "10.0.0.2"), device("promise", "10.0.0.3")];
  const broker = net.peer(BROKER, 1883);
  broker.expect("login\n").reply("ok\n").wait(5).reset();

  serve(server, identity, record);
  linesOverTcp(faithful);
  questionsOverUdp(faithful);
  login(faithful);
  linesOverTls(promise, record);
  promise.sys.subscribe(["IP_READY", "IP_LOSE"], (...args) => {
    record.add(`promise link ${args.join(" ")}`);
  });
  const flapping = net.host("10.0.0.3").flap({ up: 150, down: 20 });
  net.clock.after(70, () => net.clock.after(20, net.blackhole(SERVER, 1_000)));
  net.clock.after(180, () => {
    net.reset(SERVER, 8_883);
  });
  await net.clock.run(async () => {
    await net.clock.advance(OVER);
    broker.stop();
    flapping.remove();
    for (const each of [faithful, promise, server]) await each.stop();
  });
  record.add(`over: ${net.openStreams} streams, ${net.openListeners} listeners, ${net.openDatagrams} datagram sockets; the broker\n${broker}`);
  return record.toString();
}

/** Echoes lines over TCP and TLS, and answers datagrams. */
function serve(device: Device, tls: Issued, record: NetRecord): void {
  const echo = async (connection: Connection): Promise<void> => {
    for await (const bytes of connection) await connection.tx(bytes);
    await connection.close({ timeout: 500 });
  };
  for (const options of [{ port: 1_000 }, { port: 8_883, tls }]) {
    device.sys.taskInit(async () => {
      for await (const client of await device.listen(options)) {
        client.on("close", (end) => {
          record.add(`the server's ${client.peer.host} ${end.kind}`);
        });
        device.sys.taskInit(echo, client);
      }
    });
  }
  device.sys.taskInit(async () => {
    const datagrams = await device.bind({ port: 53 });
    for await (const { bytes, from } of datagrams) await datagrams.tx(`${bytes.length}!`, from);
  });
}

function linesOverTcp({ sys, socket, libnet, log, zbuff }: Luat): void {
  const buff = zbuff.create(64);
  sys.taskInitEx(async () => {
    for (let n = 1; ; n++) {
      const ctrl = socket.create(null, "LINES");
      socket.config(ctrl);
      let isAlive = await libnet.connect("LINES", 1_000, ctrl, "server.test", 1_000);
      log.info("lines", n, String(ctrl), isAlive, socket.remoteIP(ctrl));
      for (let line = 1; isAlive && line <= 2; line++) {
        await libnet.tx("LINES", 500, ctrl, `line ${line} of ${n}\n`);
        [isAlive] = await libnet.wait("LINES", 100, ctrl);
        log.info("lines", socket.rx(ctrl, buff), buff?.query());
        buff?.del();
      }
      await libnet.close("LINES", 50, ctrl);
      socket.release(ctrl);
      await sys.wait(60);
    }
  }, "LINES");
}

function linesOverTls(device: Device, record: NetRecord): void {
  device.sys.taskInit(async () => {
    for (;;) {
      try {
        await using connection = await device.connect({ host: "server.test", port: 8_883, tls: { verify: false }, timeout: 70 });
        record.add(`secured ${connection.security?.protocol} ${connection.local.port}`);
        await connection.tx("secret", { until: "sent", timeout: 90 });
        record.add(`echoed ${new TextDecoder().decode(await connection.rx({ timeout: 90 }))}`);
      } catch (error) {
        device.log.warn("tls", error);
      }
      await device.sys.wait(60);
    }
  });
}

function questionsOverUdp({ sys, socket, log, str }: Luat): void {
  const ctrl = socket.create(null, (netc, event, param) => {
    log.info("udp", event, param);
    for (;;) {
      const [ok, data, address, port] = socket.read(netc);
      if (ok !== true || port === undefined) return;
      log.info("udp", str.text(data), str.ipText(address as Uint8Array), port);
    }
  });
  socket.config(ctrl, null, true);
  socket.connect(ctrl, SERVER, 53);
  let count = 0;
  sys.timerLoopStart(() => {
    log.info("udp", "asks", ++count, socket.tx(ctrl, "?".repeat(count)));
  }, 70);
}

function login({ sys, socket, libnet, log }: Luat): void {
  sys.taskInitEx(async () => {
    const ctrl = socket.create(null, "LOGIN");
    socket.config(ctrl, null, false, false, 1, 1, 1);
    log.info("login", await libnet.connect("LOGIN", 0, ctrl, BROKER, 1_883));
    log.info("login", await libnet.tx("LOGIN", 0, ctrl, "login\n"));
    while ((await libnet.wait("LOGIN", 0, ctrl))[1]) log.info("login", socket.read(ctrl));
    await libnet.close("LOGIN", 0, ctrl);
    socket.release(ctrl);
  }, "LOGIN");
}
