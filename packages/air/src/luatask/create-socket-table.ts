import { integerIn, wrongType } from "../arguments.js";
import type { TaskCert } from "./certificates.js";
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
      expectTable("cert", cert);
      expectTable("tCoreExtPara", tCoreExtPara);
      const isSecure = ssl === true;
      return new LiveClient(clients, { kind: isSecure ? "ssl" : "tcp", cert: isSecure ? (cert as TaskCert | undefined) : undefined, ipv6: ipv6 === true });
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
      settings.lowPower = integerIn("tm", tm, [1, 20], 1);
    },
    setIpStatis(interval) {
      const seconds = integerIn("interval", interval, [0, LONGEST_INTERVAL], 0);
      sys.timerStop(report);
      reported = slots.traffic;
      if (seconds > 0) sys.timerLoopStart(report, seconds * 1_000);
    },
  };
}

function expectTable(name: string, value: unknown): void {
  if (value != null && typeof value !== "object") throw wrongType(name, value, "a table, or nil");
}
