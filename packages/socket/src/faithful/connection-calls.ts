import { formatEndpoint } from "@luat/contract";
import { str } from "@luat/corelib";
import { DONE, PENDING, REFUSED } from "../runtime/reply.js";
import { EVENTS, STATE_TEXTS } from "../ids.js";
import { Socket } from "../runtime/socket.js";
import { adapterArgument, badArgument, isNil, isPort, toInteger, type Nil } from "./arguments.js";
import { LuatCtrl, type SocketCallback } from "./ctrl.js";
import type { OkDone, SocketCalls } from "./socket-calls.js";
import { askedText } from "./tls-log.js";
import { tlsOf } from "./tls-settings.js";
import { kindOf, namesOf } from "./tls-texts.js";
import { living, type Workings } from "./workings.js";

type Calls = Pick<
  SocketCalls,
  "create" | "debug" | "config" | "linkup" | "connect" | "listen" | "accept" | "discon" | "close" | "release" | "state"
>;

/** The calls that make, settle, connect and end sockets. */
export function connectionCalls(workings: Workings): Calls {
  const { corelib, engine, cards, ctrls, tlsLog } = workings;
  const warn = (call: string, text: string): void => {
    corelib.log.warn("socket", `${call}: ${text}`);
  };

  return {
    create(adapter, cb) {
      const index = adapterArgument("create", adapter) ?? cards.default;
      const card = cards.get(index);
      if (card === undefined) {
        warn("create", `there is no adapter ${index}`);
        return undefined;
      }
      if (ctrls.size >= workings.maxSockets) {
        warn("create", `all ${workings.maxSockets} sockets are in use`);
        return undefined;
      }
      const socket = new Socket(engine, card);
      const ctrl = new LuatCtrl(corelib, tlsLog, socket, index, target(cb));
      socket.owner = ctrl;
      ctrls.add(ctrl);
      return ctrl;
    },

    debug(ctrl, onoff) {
      const netc = living(workings, ctrl);
      if (netc !== undefined && typeof onoff === "boolean") netc.debug = onoff;
    },

    config(ctrl, local_port, is_udp, is_tls, keep_idle, keep_interval, keep_cnt, server_cert, client_cert, client_key, client_password) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return undefined;
      const { card } = netc.socket;
      const refuse = (text: string): false => {
        warn("config", text);
        // What was set before may be plain text, which is not what was asked for.
        if (!isNil(is_tls) && (is_tls as unknown) !== false) netc.settings = { ...netc.settings, tls: "failed" };
        return false;
      };
      const localPort = isNil(local_port) ? 0 : toInteger(local_port);
      if (localPort === undefined) throw badArgument("config", "local_port", local_port, "a port number, or nil");
      if (!isPort(localPort)) return refuse(`local_port is ${localPort}; expected 0 to 65535`);
      // In LuatOS what is neither counts as false, and goes out in plain text.
      for (const [name, value] of Object.entries({ is_udp, is_tls })) {
        if (!isNil(value) && typeof value !== "boolean") return refuse(`${name} is ${kindOf(value)}; expected true, false or nil`);
      }
      const udp = is_udp === true;
      if (udp && !card.traits.udp) return refuse(`UDP is not available on the adapter ${card.name}`);
      const idle = seconds("keep_idle", keep_idle);
      const interval = seconds("keep_interval", keep_interval);
      const count = seconds("keep_cnt", keep_cnt);
      const keepAlive = idle > 0 ? { idle, interval, count } : undefined;
      const texts = { server_cert, client_cert, client_key, client_password };
      const tls = is_tls === true ? tlsOf(card, udp, texts, (text) => warn("config", text)) : undefined;
      const unused = namesOf(texts);
      if (tls === undefined && unused.length > 0) {
        warn("config", `is_tls is ${is_tls === false ? "false" : "nil"}, so everything is sent in plain text, although there is ${unused.join(" and ")}`);
      }
      // LuatOS applies what precedes TLS even when that fails.
      netc.settings = { localPort, udp, keepAlive, tls, tlsText: askedText(texts, udp) };
      return tls !== "failed";
    },

    linkup(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const reply = netc.socket.linkup();
      if (reply === PENDING) netc.waitTarget = EVENTS.LINK;
      return okDone(reply);
    },

    connect(ctrl, ip, port, need_ipv6_dns) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      if (typeof ip !== "string" && !Number.isInteger(ip)) throw badArgument("connect", "ip", ip, "a name, an address or an integer");
      const number = toInteger(port);
      if (number === undefined) throw badArgument("connect", "port", port, "a port number");
      if (!isPort(number)) {
        warn("connect", `port is ${number}; expected 0 to 65535`);
        return [false, false];
      }
      const { socket } = netc;
      const { tls } = netc.settings;
      if (tls === "failed") {
        warn("connect", "config could not set up TLS; nothing is sent in plain text instead");
        return [false, false];
      }
      const host = typeof ip === "string" ? ip : str.ipText(ip);
      if (tls !== undefined && netc.settings.udp && number === 0) {
        warn("connect", "port is 0; expected 1 to 65535, as DTLS needs a peer");
        return [false, false];
      }
      if (!socket.open) {
        applySettings(netc);
        socket.udp = netc.settings.udp;
        // LuatOS: the text given here is the name for SNI and for the check of the certificate; an integer is none.
        socket.tls = tls && { credentials: tls, name: typeof ip === "string" ? ip : undefined };
      }
      if (!socket.open) netc.family = need_ipv6_dns === true ? 6 : 4;
      const reply = socket.connect(host, number, { family: netc.family, servers: cards.nameServers(socket.card) });
      if (reply !== REFUSED) netc.waitTarget = EVENTS.ON_LINE;
      if (netc.debug) netc.note(`connect to ${formatEndpoint({ host, port: number })}${reply === REFUSED ? " refused" : ""}`);
      return okDone(reply);
    },

    listen(ctrl, backlog) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const clients = toInteger(backlog);
      if (clients !== undefined && clients < 0) {
        warn("listen", `backlog is ${clients}; expected an integer of at least 0`);
        return [false, false];
      }
      const { socket, settings } = netc;
      const { card } = socket;
      if (clients !== undefined && clients > 0 && card.traits.clients === "one") {
        warn("listen", `backlog is ${clients}; expected 0, or nil, on the adapter ${card.name}, which serves one client at a time`);
        return [false, false];
      }
      if (!socket.open) {
        if (settings.udp || settings.tls === "failed") {
          warn("listen", settings.udp ? "there is no listening with UDP; use connect(ctrl, \"255.255.255.255\", 0)" : "config could not set up TLS");
          return [false, false];
        }
        if (clients !== undefined) {
          socket.many = clients > 0;
          socket.backlog = Math.max(1, clients);
        }
        applySettings(netc);
        socket.tls = settings.tls && { credentials: settings.tls };
      }
      const reply = socket.listen();
      if (reply !== REFUSED) netc.waitTarget = EVENTS.ON_LINE;
      if (netc.debug) netc.note(`listen on port ${settings.localPort}${reply === REFUSED ? " refused" : ""}`);
      return okDone(reply);
    },

    accept(ctrl, cb) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const { socket } = netc;
      if (!socket.many) return [true, undefined, socket.peer?.host ?? "0.0.0.0", socket.peer?.port ?? 0];
      if (ctrls.size >= workings.maxSockets) {
        warn("accept", `all ${workings.maxSockets} sockets are in use`);
        return [false, undefined];
      }
      const client = socket.accept();
      if (client === undefined) return [false, undefined];
      const accepted = new LuatCtrl(corelib, tlsLog, client, netc.adapterIndex, target(cb));
      accepted.settings = netc.settings;
      client.keepsRecords = socket.keepsRecords;
      client.owner = accepted;
      ctrls.add(accepted);
      accepted.noteSecurity();
      return [true, accepted, client.peer?.host ?? "0.0.0.0", client.peer?.port ?? 0];
    },

    discon(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      netc.noteGivenUp();
      const reply = netc.socket.discon();
      netc.waitTarget = reply === PENDING ? EVENTS.CLOSED : 0;
      netc.note("discon");
      return okDone(reply);
    },

    close(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return;
      netc.noteGivenUp();
      netc.socket.close();
      netc.waitTarget = 0;
      netc.note("close");
    },

    release(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return;
      netc.noteGivenUp();
      netc.socket.release();
      ctrls.delete(netc);
      netc.note("release");
    },

    state(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      return [netc.socket.state, STATE_TEXTS[workings.language][netc.socket.state]];
    },
  };
}

/** Hands on what both connect and listen go by. */
function applySettings({ socket, settings }: LuatCtrl): void {
  socket.localPort = settings.localPort;
  socket.keepAlive = settings.keepAlive;
  socket.keepsRecords = settings.tls !== undefined;
}

/** LuatOS turns a number into text, and takes everything that is neither text nor function as "publish it". */
function target(cb: SocketCallback | string | number | Nil): SocketCallback | string | undefined {
  if (typeof cb === "function" || typeof cb === "string") return cb;
  return typeof cb === "number" ? String(cb) : undefined;
}

function okDone(reply: number): OkDone {
  return reply === REFUSED ? [false, false] : [true, reply === DONE];
}

function seconds(name: string, value: number | Nil): number {
  if (isNil(value)) return 0;
  const number = toInteger(value);
  if (number === undefined || number < 0) throw badArgument("config", name, value, "an integer of at least 0, or nil");
  return number;
}
