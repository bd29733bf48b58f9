import type { DeviceParts } from "@luat/libnet/parts";
import { bytesOf, expectFunction, expectPort, expectText, isPort, wrong, wrongType } from "../arguments.js";
import type { Slots } from "../core/slots.js";
import type { Target } from "../core/target.js";
import { CallbackLink, type CallbackWorkings } from "./callback-link.js";
import type { CallbackSocketTable, ReceiveHandler, ResponseHandler } from "./callback-socket-table.js";

const LARGEST_INDEX = 5;

/** The `callbackSocket` table of a device. */
export function createCallbackSocket({ corelib, keep }: DeviceParts, slots: Slots): CallbackSocketTable {
  const links = new Map<number, CallbackLink>();
  const workings: CallbackWorkings = { corelib, slots, free: (idx) => void links.delete(idx) };
  keep({
    stopNow() {
      for (const link of links.values()) link.stopPatience();
    },
    items: () => [],
  });

  const register = (call: string, idx: number, target: Target, rsp: ResponseHandler, rcv: ReceiveHandler): CallbackLink | undefined => {
    if (!Number.isInteger(idx) || idx < 1 || idx > LARGEST_INDEX) {
      corelib.log.warn("socket", `${call}: ${wrong("idx", idx, `a number from 1 to ${LARGEST_INDEX}`)}`);
      return undefined;
    }
    if (!isPort(target.port) || target.port === 0) {
      corelib.log.warn("socket", `${call}: port is ${target.port}; expected 1 to 65535`);
      return undefined;
    }
    const link = new CallbackLink(workings, idx, target, rsp, rcv);
    links.set(idx, link);
    return link;
  };

  return {
    create(idx, prot, addr, port, rsp, rcv) {
      const target = targetOf(prot, addr, port, rsp, rcv);
      if (links.has(idx)) return undefined;
      return register("create", idx, target, rsp, rcv) && true;
    },
    connect(idx, prot, addr, port, rsp, rcv) {
      const target = targetOf(prot, addr, port, rsp, rcv);
      const before = links.get(idx);
      const link = before ?? register("connect", idx, target, rsp, rcv);
      if (link === undefined) return undefined;
      link.rsp = rsp;
      link.rcv = rcv;
      const { kind, host, port: number } = link.target;
      const isSame = kind === target.kind && host === target.host && number === target.port;
      if (isSame ? link.connect() : link.move(target)) return true;
      if (before === undefined) links.delete(idx);
      return undefined;
    },
    send(idx, data, para) {
      const bytes = bytesOf(data);
      const link = links.get(idx);
      return link !== undefined && bytes.length > 0 && link.send({ data: bytes, para }) ? true : undefined;
    },
    disconnect(idx) {
      const link = links.get(idx);
      if (link === undefined || link.isIdle) return undefined;
      link.end("DISCONNECT");
      return true;
    },
    close(idx) {
      const link = links.get(idx);
      link?.end("CLOSE");
      return link && true;
    },
    isactive: (idx) => links.get(idx ?? 0)?.isConnected === true,
  };
}

function targetOf(prot: unknown, addr: unknown, port: unknown, rsp: unknown, rcv: unknown): Target {
  if (prot !== "TCP" && prot !== "UDP") throw wrongType("prot", prot, '"TCP" or "UDP"');
  expectFunction("rsp", rsp);
  expectFunction("rcv", rcv);
  return { kind: prot === "TCP" ? "tcp" : "udp", host: expectText("addr", addr), port: expectPort("port", port) };
}
