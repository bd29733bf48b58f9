import type { TlsConfig } from "@luat/contract";
import { TimeoutError, type WaitOptions } from "@luat/libnet";
import { expectKnown, wrongType } from "../arguments.js";
import type { Bearer } from "../bearer/bearer.js";
import { PROTOCOLS } from "../core/target.js";
import type { Clients } from "../luatask/clients.js";
import { Waiting } from "../luatask/waiting.js";
import type { AirPromises, AirTcpOptions, AirTlsOptions } from "./air-stream.js";
import { LiveStream } from "./live-stream.js";
import { expectWait } from "./wait-options.js";
import { waitUntil } from "./wait-until.js";

/** The promise face of a device. */
export function createPromises(clients: Clients, bearer: Bearer): AirPromises {
  const { slots, corelib, isReady } = clients;

  async function ready(options: WaitOptions = {}): Promise<void> {
    const { ms, signal } = expectWait("ready", options, undefined);
    signal?.throwIfAborted();
    if (isReady()) return;
    const waiting = new Waiting(corelib.sys, "ready of the air network");
    const stop = corelib.watch("IP_READY_IND", () => {
      // What was published before it was lost again may come late.
      if (isReady()) waiting.wake("done");
    });
    try {
      if ((await waitUntil(waiting, "wait for the network", ms, signal)) === undefined) throw new TimeoutError(ms ?? 0, { op: "wait for the network" });
    } finally {
      stop();
    }
  }

  return {
    createTcp(options: AirTcpOptions = {}) {
      const { tls } = expectKnown("createTcp", options, { tls: true });
      if (tls === undefined || tls === false) return new LiveStream(clients, { kind: "tcp" });
      if (tls !== true && typeof tls !== "object") throw wrongType("tls", tls, "true, false or an object");
      return new LiveStream(clients, { kind: "ssl", tls: tlsOf(tls === true ? {} : tls) });
    },
    createUdp: () => new LiveStream(clients, { kind: "udp" }),
    isReady,
    ready,
    shutdown() {
      bearer.shut();
    },
    setFlightMode(on) {
      if (typeof on !== "boolean") throw wrongType("on", on, "true or false");
      bearer.fly(on);
    },
    status: () =>
      slots.open.map(({ id, target: { kind, host, port }, state, unsent }) => ({ id, protocol: PROTOCOLS[kind], address: host, port, state, unsent })),
  };
}

const TLS_OPTIONS: Readonly<Record<keyof AirTlsOptions, true>> = { ca: true, cert: true, key: true, passphrase: true, insist: true };

function tlsOf(tls: AirTlsOptions): TlsConfig {
  const { ca, cert, key, passphrase, insist = false } = expectKnown("tls", tls, TLS_OPTIONS);
  for (const [name, value] of Object.entries({ ca, cert, key, passphrase })) {
    if (value !== undefined && typeof value !== "string") throw wrongType(`tls.${name}`, value, "a text");
  }
  if (typeof insist !== "boolean") throw wrongType("tls.insist", insist, "true or false");
  return { verify: !insist, ca: insist ? undefined : ca, cert, key, passphrase };
}
