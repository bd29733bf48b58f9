import { FULL, SENT, formatEndpoint, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SendResult } from "@luat/contract";
import { DATAGRAM_WINDOW, DATAGRAM_WINDOW_BYTES, readDatagram, WireError, writeDatagram, type ClientFields, type ClientMessage } from "../../wire/index.js";
import { readAddress } from "../policy/address.js";
import type { Caller } from "./caller.js";
import type { Service } from "./service.js";
import type { Site } from "./site.js";
import { Verdicts } from "./verdicts.js";

/** A datagram of the client that is not settled. */
interface Unsettled {
  readonly nth: number;
  readonly size: number;
  readonly data: Uint8Array;
  readonly to: Endpoint | undefined;
  /** It goes nowhere. */
  readonly isForbidden: boolean;
}

/** So much may be on the way to the client before what arrives is dropped. */
const MOST_QUEUED = 1_048_576;

/** A channel that is a datagram socket. */
export class DatagramService implements Service, DatagramSink {
  readonly #site: Site;
  readonly #caller: Caller;
  readonly #verdicts: Verdicts;
  #socket: Datagrams | undefined;
  #isBound = false;
  /** In order: first those that the socket took, then those that wait. */
  readonly #unsettled: Unsettled[] = [];
  #waiting: Unsettled[] = [];
  #size = 0;
  #arrived = 0;
  /** How many of those that the socket took are settled, by its own count. */
  #settledByCard = 0;
  #told = 0;
  #isTelling = false;
  #isOver = false;

  constructor(site: Site, caller: Caller) {
    this.#site = site;
    this.#caller = caller;
    this.#verdicts = new Verdicts(site.policy);
  }

  /** Binds, where that is allowed. A port of one's own choice is as much as a listener. */
  bind({ port = 0, host, peer }: ClientFields["bind"]): void {
    const { card, policy } = this.#site;
    const address = host === undefined ? undefined : readAddress(host);
    const to = peer && readAddress(peer.host);
    if (host !== undefined && address === undefined) this.#caller.forbid(`listen://${formatEndpoint({ host, port })}: it is no address in its usual form`);
    else if ((port !== 0 || address !== undefined) && !policy.permitsListening(address, port)) this.#caller.forbid(`listen://${formatEndpoint({ host: address?.text ?? "*", port })}: no rule allows it`);
    else if (peer !== undefined && (to === undefined || !policy.permits("udp", to, peer.port))) this.#caller.forbid(`udp://${formatEndpoint(peer)}: no rule allows it`);
    else this.#socket = card.bind({ port, host: address?.text, peer: peer && to && { host: to.text, port: peer.port } }, this);
  }

  message(message: ClientMessage): void {
    this.#caller.violate(`${message.type} is no message of a datagram socket`);
  }

  payload(bytes: Uint8Array): void {
    const datagram = readDatagram(bytes, "client");
    if (datagram instanceof WireError) {
      this.#caller.violate(datagram.message, datagram.kind);
      return;
    }
    if (!this.#isBound) {
      this.#caller.violate("a datagram came before the socket was bound");
      return;
    }
    this.#arrived++;
    this.#size += bytes.length;
    const unsettled = this.#arrived - this.#told;
    if (unsettled > DATAGRAM_WINDOW || (unsettled > 1 && this.#size > DATAGRAM_WINDOW_BYTES)) {
      this.#caller.violate(`a datagram came beyond the window of ${DATAGRAM_WINDOW} datagrams and ${DATAGRAM_WINDOW_BYTES} bytes`);
      return;
    }
    this.#caller.count("up", datagram.data.length, true);
    const address = datagram.endpoint && this.#verdicts.addressOf(datagram.endpoint);
    this.#waiting.push({
      nth: this.#arrived,
      size: bytes.length,
      data: datagram.data,
      to: datagram.endpoint && { host: address ?? datagram.endpoint.host, port: datagram.endpoint.port },
      isForbidden: datagram.endpoint !== undefined && address === undefined,
    });
    this.#pump();
  }

  ready(): void {
    this.#report();
  }

  end(): void {
    this.#isOver = true;
    this.#socket?.close();
  }

  bound(local: Endpoint): void {
    this.#isBound = true;
    this.#caller.tell({ type: "bound", local });
    this.#caller.opened(formatEndpoint(local));
  }

  received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint, isCut = false): void {
    const { dropped } = this.#site.tally;
    if (this.#verdicts.addressOf(from) === undefined) {
      dropped.forbidden++;
    } else if (this.#caller.queued > MOST_QUEUED) {
      dropped.slow++;
    } else {
      this.#caller.count("down", length, true);
      this.#caller.send(writeDatagram(from, bytes.subarray(0, length), isCut));
    }
  }

  sent(total: number): void {
    let settled = total - this.#settledByCard;
    this.#settledByCard = total;
    while (settled > 0) {
      const first = this.#unsettled.shift();
      if (first === undefined) break;
      this.#size -= first.size;
      if (!first.isForbidden) settled--;
    }
    this.#dropForbidden();
    this.#report();
  }

  drained(): void {
    this.#pump();
  }

  failed(fault: Fault, nth?: number): void {
    const taken = this.#unsettled.filter(({ isForbidden }) => !isForbidden);
    const which = nth === undefined ? undefined : taken[nth - this.#settledByCard - 1];
    if (this.#caller.isBusy && which === undefined) return;
    this.#caller.tell({ type: "failed", fault, nth: which?.nth });
  }

  closed(fault?: Fault): void {
    this.#caller.over(fault);
  }

  /** Gives the socket what waits. */
  #pump(): void {
    while (this.#socket !== undefined && !this.#isOver) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      const result = next.isForbidden ? SENT : this.#send(this.#socket, next);
      if (result === undefined) return;
      if (result === FULL) break;
      this.#waiting.shift();
      this.#unsettled.push(next);
      if (next.isForbidden) this.#forbid(next);
      else if (result === SENT) this.sent(this.#settledByCard + this.#unsettled.filter(({ isForbidden }) => !isForbidden).length);
    }
    this.#dropForbidden();
    this.#report();
  }

  /** @returns what the socket answers, `undefined`: it was no datagram for this socket. */
  #send(socket: Datagrams, { data, to }: Unsettled): SendResult | undefined {
    try {
      return socket.send(data, to);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#caller.violate(error.message);
      return undefined;
    }
  }

  #forbid({ nth, to }: Unsettled): void {
    const where = to === undefined ? "the peer" : formatEndpoint(to);
    this.#caller.tell({ type: "failed", nth, fault: { reason: "forbidden", cause: new Error(`no rule allows udp://${where}`) } });
  }

  /** Those at the front are settled as they are. */
  #dropForbidden(): void {
    while (this.#unsettled[0]?.isForbidden === true) this.#size -= this.#unsettled.shift()?.size ?? 0;
  }

  /** Many settled ones are told at once, at the end of a turn. */
  #report(): void {
    if (this.#isTelling || this.#settled === this.#told) return;
    this.#isTelling = true;
    this.#site.clock.turn(() => {
      this.#isTelling = false;
      const settled = this.#settled;
      if (this.#isOver || settled === this.#told || this.#caller.isBusy) return;
      this.#told = settled;
      this.#caller.tell({ type: "sent", total: settled });
    });
  }

  get #settled(): number {
    return this.#arrived - this.#unsettled.length - this.#waiting.length;
  }
}
