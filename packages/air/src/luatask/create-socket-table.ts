import { integerIn, wrong, wrongType } from "../arguments.js";
import { expectCert } from "./certificates.js";
import type { Clients } from "./clients.js";
import { LiveClient } from "./live-client.js";
import type { AirSocketTable } from "./socket-table.js";

const LONGEST_INTERVAL = 2_000_000;

/** The `socket` table of a device. */
export function createSocketTable(clients: Clients): AirSocketTable {
  const { settings, slots } = clients;
  const { log, sys } = clients.corelib;
  let reported = 0;
  const report = (): void => {
    const { traffic } = slots;
    sys.publish("LIB_IP_STATIS_RPT", traffic - reported);
    reported = traffic;
  };
  return {
    isReady: clients.isReady,
    tcp(ssl, cert, tCoreExtPara, ipv6) {
      const warn = (text: string): void => {
        log.warn("socket", `tcp: ${text}`);
      };
      const known = expectCert(cert, warn);
      if (tCoreExtPara != null && typeof tCoreExtPara !== "object") throw wrongType("tCoreExtPara", tCoreExtPara, "a table, or nil");
      if (ssl === true) return new LiveClient(clients, { kind: "ssl", cert: known, ipv6: ipv6 === true });
      if (known !== undefined || (ssl != null && (ssl as unknown) !== false)) {
        warn(`${wrong("ssl", ssl, "true for TLS")}; the connection is plain TCP${known === undefined ? "" : ", and cert does not count"}`);
      }
      return new LiveClient(clients, { kind: "tcp", cert: undefined, ipv6: ipv6 === true });
    },
    udp: (ipv6) => new LiveClient(clients, { kind: "udp", cert: undefined, ipv6: ipv6 === true }),
    printStatus() {
      for (const { status } of clients.live) log.info("socket", "printStatus", status);
    },
    setTcpResendPara(retryCnt, retryMaxTimeout) {
      settings.tcpResend = { n: integerIn("retryCnt", retryCnt, [0, 12], 4), maxSeconds: integerIn("retryMaxTimeout", retryMaxTimeout, [1, 16], 16) };
    },
    setDnsParsePara(retryCnt, retryTimeoutMulti) {
      settings.dnsParse = { n: integerIn("retryCnt", retryCnt, [1, 8], 4), mult: integerIn("retryTimeoutMulti", retryTimeoutMulti, [1, 5], 4) };
    },
    setSendMode(mode) {
      settings.sendMode = integerIn("mode", mode, [0, 1], 0) === 1 ? 1 : 0;
    },
    setLowPower(tm) {
      settings.lowPower = integerIn("tm", tm, [1, 20]);
    },
    setIpStatis(interval) {
      const seconds = integerIn("interval", interval, [0, LONGEST_INTERVAL]);
      sys.timerStop(report);
      reported = slots.traffic;
      if (seconds > 0) sys.timerLoopStart(report, seconds * 1_000);
    },
  };
}
