import type { Adapter, Clock, Endpoint } from "@luat/contract";
import { ntpTime } from "../../src/sntp/ntp-time.js";
import { decodePacket, encodePacket, type Packet } from "../../src/sntp/packet.js";

/** What is to be sent for a request; as it may be called for later, it is asked how to send. */
export type Answering = (request: Packet, send: (answer: Uint8Array) => void, bytes: Uint8Array) => void;

/** A time server on a card, and what it was asked. */
export class TimeServer {
  readonly requests: Uint8Array[] = [];
  readonly from: Endpoint[] = [];

  constructor(card: Adapter, answering: Answering, port = 123, host?: string) {
    const socket = card.bind({ port, host }, {
      bound: () => undefined,
      received: (bytes, length, _lent, from) => {
        const request = bytes.slice(0, length);
        const packet = decodePacket(request);
        this.requests.push(request);
        this.from.push(from);
        if (packet !== undefined) answering(packet, (answer) => socket.send(answer, from), request);
      },
      sent: () => undefined,
      drained: () => undefined,
      failed: () => undefined,
      closed: () => undefined,
    });
  }
}

/** Answers as a server does that knows the time. */
export function tells(time: () => number, fields: Partial<Packet> = {}): Answering {
  return (request, send) => {
    send(answerTo(request, time(), fields));
  };
}

/** The answer of a server at a moment. */
export function answerTo({ version, transmit }: Packet, ms: number, fields: Partial<Packet> = {}): Uint8Array {
  const now = ntpTime(ms);
  return encodePacket({ mode: 4, version, stratum: 2, origin: transmit, receive: now, transmit: now, ...fields });
}

/** Answers as a server does whose clock is ahead of `clock` by so much. */
export function aheadOf(clock: Clock, ms: number): Answering {
  return tells(() => clock.wall() + ms);
}
