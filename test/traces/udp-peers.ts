import type { Adapter, Datagrams, Endpoint } from "@luat/contract";
import { decodePacket, encodePacket, ntpTime, type NtpTime } from "@luat/socket/sntp";

/** Sends an answer; from another port of the peer's where that is said. */
type Answer = (bytes: Uint8Array, elsewhere?: boolean) => void;
/** What a peer does with a datagram that it gets, so many milliseconds after the start of the device. */
type Replies = (bytes: Uint8Array, answer: Answer, uptime: number) => void;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The time at which the devices of the recordings started. */
const START = 1_795_228_570_792;

function tellTime(question: Uint8Array, now: NtpTime, answer: Answer): void {
  const origin = decodePacket(question)?.transmit;
  if (origin !== undefined) answer(encodePacket({ mode: 4, stratum: 1, origin, receive: now, transmit: now }));
}

/** The UDP peers that scripts sent to, by port. */
export const UDP_PEERS: Readonly<Record<number, Replies>> = {
  42001: (bytes, answer) => {
    answer(bytes);
  },
  42002: (bytes, answer) => {
    for (const end of ["-0", "-1", "-2"]) answer(Uint8Array.of(...bytes, ...text(end)));
  },
  42003: (_, answer) => {
    answer(new Uint8Array(100));
  },
  42004: () => undefined,
  42005: (_, answer) => {
    answer(new Uint8Array());
    answer(text("after-empty"));
  },
  42006: (_, answer) => {
    answer(text("from-other"), true);
  },
  44123: (bytes, answer, uptime) => {
    tellTime(bytes, ntpTime(START + uptime), answer);
  },
  44124: (bytes, answer) => {
    tellTime(bytes, { seconds: 3_900_000_000, fraction: 2 ** 31 }, answer);
  },
  44126: (_, answer) => {
    answer(text("short"));
  },
};

/** A peer that is open. */
export interface UdpPeer {
  readonly port: number;
  /** Where answers from elsewhere come from. */
  readonly otherPort: number;
  close(): void;
}

/** Opens a peer, and a second socket for what it answers from elsewhere. */
export async function openUdp(card: Adapter, host: string, port: number, otherPort: number, replies: Replies, uptime: () => number): Promise<UdpPeer> {
  const [other, otherLocal] = await bound(card, host, otherPort, () => undefined);
  const [socket, local] = await bound(card, host, port, (bytes, from) => {
    replies(bytes, (answer, elsewhere) => {
      (elsewhere === true ? other : socket).send(answer, from);
    }, uptime());
  });
  return {
    port: local.port,
    otherPort: otherLocal.port,
    close() {
      socket.close();
      other.close();
    },
  };
}

function bound(card: Adapter, host: string, port: number, received: (bytes: Uint8Array, from: Endpoint) => void): Promise<[Datagrams, Endpoint]> {
  return new Promise((resolve, reject) => {
    const socket = card.bind({ port, host }, {
      bound: (local) => {
        resolve([socket, local]);
      },
      received: (bytes, length, _lent, from) => {
        received(bytes.slice(0, length), from);
      },
      sent: () => undefined,
      drained: () => undefined,
      failed: () => undefined,
      closed: (fault) => {
        reject(new Error(`cannot bind ${port}: ${fault?.reason}`));
      },
    });
  });
}
