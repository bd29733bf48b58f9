import type { Clock, Endpoint } from "@luat/contract";
import { decodePacket, encodePacket, ntpTime, type Packet } from "@luat/socket/sntp";
import type { BindOptions, DatagramSocket, Device } from "../../src/index.js";

/** What a server does about a question; it may answer as often as it likes, or later. */
export type Manners = (question: Question) => unknown;

/** A question as a server sees it. */
export interface Question {
  readonly packet: Packet;
  readonly from: Endpoint;
  readonly server: TimeServer;
  /** Answers with the time, but for these fields. */
  answer(fields?: Partial<Packet>): void;
  /** Answers with these bytes. */
  send(bytes: Uint8Array): void;
}

/** A time server of the tests: what it does is up to each test. */
export class TimeServer {
  readonly questions: Packet[] = [];
  readonly socket: DatagramSocket;
  readonly #clock: Clock;
  readonly #ahead: number;

  private constructor(clock: Clock, socket: DatagramSocket, ahead: number) {
    this.#clock = clock;
    this.socket = socket;
    this.#ahead = ahead;
  }

  /** Opens it at port 123, or where `options` say. Its clock is ahead of `clock` by so much. */
  static async open(device: Device, clock: Clock, manners: Manners, { ahead = 0, ...options }: BindOptions & { readonly ahead?: number } = {}): Promise<TimeServer> {
    const server = new TimeServer(clock, await device.bind({ port: 123, ...options }), ahead);
    void server.#serve(manners);
    return server;
  }

  get port(): number {
    return this.socket.local.port;
  }

  async #serve(manners: Manners): Promise<void> {
    for await (const { bytes, from } of this.socket) {
      const arrived = this.#clock.wall();
      const packet = decodePacket(bytes);
      if (packet === undefined) throw new Error(`a question of ${bytes.length} bytes`);
      this.questions.push(packet);
      const send = (answer: Uint8Array): void => void this.socket.tx(answer, from).catch(() => undefined);
      manners({
        ...{ packet, from, server: this, send },
        answer: (fields) => {
          const [receive, transmit] = [ntpTime(arrived + this.#ahead), ntpTime(this.#clock.wall() + this.#ahead)];
          send(encodePacket({ mode: 4, stratum: 2, origin: packet.transmit, receive, transmit, ...fields }));
        },
      });
    }
  }
}
