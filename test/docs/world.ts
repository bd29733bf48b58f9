import type { Duplex } from "node:stream";
import * as air from "@luat/air";
import * as certs from "@luat/adapters/certs";
import * as gateway from "@luat/adapters/gateway";
import { MockNet } from "@luat/adapters/mock";
import * as mock from "@luat/adapters/mock";
import * as node from "@luat/adapters/node";
import * as tape from "@luat/adapters/tape";
import * as websocket from "@luat/adapters/websocket";
import * as cli from "@luat/cli";
import * as contract from "@luat/contract";
import * as conformance from "@luat/contract/conformance";
import * as corelib from "@luat/corelib";
import * as libnet from "@luat/libnet";
import { createDevice, type Connection, type DatagramSocket, type Device, type Luat, type Server } from "@luat/libnet";
import * as diagnostics from "@luat/libnet/diagnostics";
import * as frames from "@luat/libnet/frames";
import * as longConnections from "@luat/libnet/long-connection";
import * as parts from "@luat/libnet/parts";
import * as proxies from "@luat/libnet/proxies";
import * as requests from "@luat/libnet/requests";
import * as servers from "@luat/libnet/servers";
import * as streams from "@luat/libnet/streams";
import * as socket from "@luat/socket";
import * as runtime from "@luat/socket/runtime";
import * as sntpPackets from "@luat/socket/sntp";
import { decodePacket, encodePacket, ntpTime } from "@luat/socket/sntp";
import { makeRunner } from "./runner.js";

/** The well-known names: what a fragment uses without having made it. */
export interface Names extends Luat {
  readonly device: Device;
  /** The network of the device. */
  readonly net: MockNet;
  /** On line with an echo server, whose answer is unread. */
  readonly connection: Connection;
  /** Somebody is about to connect to it. */
  readonly server: Server;
  /** As `connection`, unless the fragment connects it itself; the task's name is CLIENT. */
  readonly netc: socket.Ctrl;
  readonly buff: corelib.Zbuff;
}

export const NAMES = [
  ...(["sys", "socket", "libnet", "zbuff", "pack", "str", "log", "os", "rtos"] as const),
  ...(["device", "net", "connection", "server", "netc", "buff"] as const),
] satisfies ReadonlyArray<keyof Names>;

/** Something that examples can import, by the name they import it with. */
export type Modules = Readonly<Record<string, object>>;

/** The packages as they are. */
export const PACKAGES: Modules = {
  "@luat/air": air,
  "@luat/adapters/certs": certs,
  "@luat/adapters/gateway": gateway,
  "@luat/adapters/mock": mock,
  "@luat/adapters/node": node,
  "@luat/adapters/tape": tape,
  "@luat/adapters/websocket": websocket,
  "@luat/cli": cli,
  "@luat/contract": contract,
  "@luat/contract/conformance": conformance,
  "@luat/corelib": corelib,
  "@luat/libnet": libnet,
  "@luat/libnet/diagnostics": diagnostics,
  "@luat/libnet/frames": frames,
  "@luat/libnet/long-connection": longConnections,
  "@luat/libnet/parts": parts,
  "@luat/libnet/proxies": proxies,
  "@luat/libnet/requests": requests,
  "@luat/libnet/servers": servers,
  "@luat/libnet/streams": streams,
  "@luat/socket": socket,
  "@luat/socket/runtime": runtime,
  "@luat/socket/sntp": sntpPackets,
};

/** One device on a mock network of its own, beside echo servers, in virtual time. */
export interface World {
  readonly names: Names;
  /** The packages, but that their default device is this one, and that what they make lives in its time. */
  readonly modules: Modules;
  /** What the example started beside its own promise. */
  readonly started: Array<Promise<unknown>>;
  stop(): Promise<void>;
}

/** Makes the world of one example. */
export async function makeWorld(code: string): Promise<World> {
  const net = new MockNet();
  const { clock } = net;
  const card = net.host("10.0.0.2");
  for (const name of ["netlab.luatos.com", "ntp.aliyun.com"]) net.name(name, ["10.0.0.1"]);
  const others = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1"), ETH0: card }, clock });
  const device = createDevice({ adapters: { ETH0: card }, clock });
  await clock.run(async () => {
    echo(await others.listen({ adapter: "LWIP_ETH", port: 40123 }));
    echo(await others.listen({ adapter: "ETH0", port: 7 }));
    echoDatagrams(await others.bind({ adapter: "ETH0", port: 7 }));
    tellTime(await others.bind({ adapter: "LWIP_ETH", port: 123 }), () => TIME_THERE + clock.now());
  });

  const { connect, listen, bind, sntp, ready, stop: _, ...luat } = device;
  const { sys, zbuff, pack, str, log, os, rtos } = luat;
  const started: Array<Promise<unknown>> = [];
  const runner = makeRunner(started);
  return {
    names: { ...luat, device, net, ...(await clock.run(() => things(device, others, code))) },
    modules: {
      ...PACKAGES,
      "@luat/air": code.includes('"@luat/air"') ? { ...air, ...air.createAir(device) } : air,
      vitest: runner.vitest,
      "node:test": runner.nodeTest,
      "@luat/adapters/certs": {
        ...certs,
        createAuthority: (options?: certs.AuthorityOptions) => certs.createAuthority({ keyType: "ec", now: clock.wall(), ...options }),
      },
      "@luat/corelib": {
        ...corelib,
        ...{ sys, zbuff, pack, str, log, os, rtos },
        createCorelib: (options?: corelib.CorelibOptions) => corelib.createCorelib({ clock, ...options }),
      },
      "@luat/socket": { ...socket, socket: device.socket },
      "@luat/libnet/long-connection": {
        ...longConnections,
        longConnection: (options: longConnections.LongConnectionOptions, other = device) => longConnections.longConnection(options, other),
      },
      "@luat/libnet/diagnostics": {
        ...diagnostics,
        metrics: (other = device) => diagnostics.metrics(other),
        observe: (listener: contract.Diagnostics, other = device) => diagnostics.observe(listener, other),
      },
      "@luat/libnet/servers": { ...servers, serve: (options: servers.ServeOptions, other = device) => servers.serve(options, other) },
      "@luat/libnet/streams": {
        ...streams,
        connectionFrom: (duplex: Duplex, options?: streams.ConnectionFromOptions) => streams.connectionFrom(duplex, { device, ...options }),
      },
      "@luat/libnet": {
        ...libnet,
        ...{ device, libnet: device.libnet, connect, listen, bind, sntp, ready },
        createDevice: (options?: libnet.DeviceOptions) => {
          const isOwn = Object.values(options?.adapters ?? {}).some((card) => card?.clock !== undefined);
          return createDevice(isOwn ? options : { clock, ...options });
        },
      },
    },
    started,
    async stop() {
      await device.stop();
      await others.stop();
    },
  };
}

/** Sends back whatever comes, until its device stops. */
function echo(server: Server): void {
  void (async () => {
    for await (const connection of server) answer(connection).catch(() => undefined);
  })();
}

function echoDatagrams(socket: DatagramSocket): void {
  void (async () => {
    for await (const { bytes, from } of socket) await socket.tx(bytes, from);
  })().catch(() => undefined);
}

/** What the time server's clock shows at the start of an example. */
const TIME_THERE = Date.UTC(2026, 6, 1, 8);

function tellTime(socket: DatagramSocket, time: () => number): void {
  void (async () => {
    for await (const { bytes, from } of socket) {
      const now = ntpTime(time());
      await socket.tx(encodePacket({ mode: 4, stratum: 2, origin: decodePacket(bytes)?.transmit ?? now, receive: now, transmit: now }), from);
    }
  })().catch(() => undefined);
}

async function answer(connection: Connection): Promise<void> {
  for await (const bytes of connection) await connection.tx(bytes);
  await connection.close();
}

async function things(device: Device, others: Device, code: string): Promise<Pick<Names, "connection" | "server" | "netc" | "buff">> {
  const { sys, socket, libnet, zbuff } = device;
  const connection = await device.connect({ host: "10.0.0.1", port: 40123 });
  await connection.tx("hello");
  const server = await device.listen({ port: 0 });
  void others.connect({ ...server.local, adapter: "LWIP_ETH" });
  const netc = socket.create(null, "CLIENT") as socket.Ctrl;
  const task = sys.taskInitEx(async () => {
    if (/\b(connect|listen|linkup|waitLink)\(/.test(code)) return;
    await libnet.connect("CLIENT", 0, netc, "10.0.0.1", 40123);
    await libnet.tx("CLIENT", 0, netc, "hello");
    await libnet.wait("CLIENT", 0, netc);
  }, "CLIENT");
  await task.done;
  return { connection, server, netc, buff: zbuff.create(1024) };
}
