import { formatEndpoint, type Adapter, type Fault, type Stop } from "@luat/contract";
import type { OpenItem, Origin } from "@luat/corelib";
import { decodePacket, encodePacket, flawOf, kissCode, mayBeForeign, measure, ntpTime, Question, UNSET, type AnswerFlaw, type Asker, type NtpTime, type Packet } from "@luat/socket/sntp";
import type { Ending, World } from "../connection/world.js";
import type { ServerTime, SntpPlan } from "./sntp-options.js";

/** Why a server told no time. */
export type Failure = { readonly endpoint: string } & (
  | { readonly kind: "late"; readonly waitedFor: string | undefined }
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "flaw"; readonly flaw: AnswerFlaw; readonly kiss: string | undefined }
);

/** What a hunt came to: a time, or for each server why not, the last one last; or the device was stopped. */
export type Outcome = { readonly found: ServerTime } | { readonly failures: readonly Failure[] } | "stopped";

/** Asks servers for the time, one after the other. */
export class TimeHunt implements Asker, Ending {
  readonly outcome: Promise<Outcome>;
  readonly #world: World;
  readonly #card: Adapter;
  readonly #plan: SntpPlan;
  readonly #found: (time: number) => void;
  readonly #item: OpenItem;
  #settle: (outcome: Outcome) => void = () => undefined;
  /** Servers to be asked still, in order; one that stays silent is there once for each try. */
  readonly #waiting: string[];
  readonly #failures = new Map<string, Failure>();
  #server = "";
  #question: Question | undefined;
  #stopLink: Stop | undefined;
  #sent: NtpTime | undefined;
  #sentAt = 0;
  /** What came and may be another's. */
  #doubtful: AnswerFlaw | undefined;

  /** @param found - is told the time at the very moment when it was told. */
  constructor(world: World, card: Adapter, plan: SntpPlan, found: (time: number) => void) {
    this.#world = world;
    this.#card = card;
    this.#plan = plan;
    this.#found = found;
    this.#waiting = Array.from({ length: plan.tries }, () => plan.servers).flat();
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#item = { what: `sntp of ${plan.servers.join(", ")}`, limit: plan.timeout ?? Infinity, origin: world.origins.note() };
    world.open.add(this);
    this.#next();
  }

  /** Where the call comes from that asks. */
  get origin(): Origin | undefined {
    return this.#item.origin;
  }

  /** What it waits for now. */
  get waitsFor(): string | undefined {
    if (this.#stopLink !== undefined) return "waiting for the network link";
    return this.#sent === undefined ? "waiting for the name service" : undefined;
  }

  /** Whom it asks now. */
  get endpoint(): string {
    return formatEndpoint({ host: this.#server, port: this.#plan.port });
  }

  stopNow(): void {
    this.#end("stopped");
  }

  items(): readonly OpenItem[] {
    return [this.#item];
  }

  // --- what the question tells ------------------------------------------------------------------------------------

  request(): Uint8Array {
    const { clock } = this.#world;
    this.#sentAt = clock.now();
    // The parts of a millisecond are what somebody who does not see the question would have to guess.
    this.#sent = ntpTime(clock.wall(), this.#sentAt % 1);
    return encodePacket({ transmit: this.#sent });
  }

  answered(bytes: Uint8Array): void {
    const arrived = this.#world.clock.now();
    const packet = decodePacket(bytes);
    const flaw = this.#plan.lenient ? undefined : flawOf(packet, bytes.length, this.#sent ?? UNSET);
    if (packet === undefined || (flaw !== undefined && mayBeForeign(flaw))) {
      this.#doubtful = flaw ?? "short";
      return;
    }
    if (flaw !== undefined) {
      this.#fail({ kind: "flaw", flaw, kiss: kissCode(packet), endpoint: this.endpoint }, false);
      return;
    }
    const { time, delay } = measure(packet, arrived - this.#sentAt);
    const found = this.#timeOf(packet, time, delay);
    this.#found(time);
    this.#end({ found });
  }

  unsent(fault: Fault): void {
    this.#fail({ kind: "fault", fault, endpoint: this.endpoint }, fault.reason === "link");
  }

  lost(fault: Fault): void {
    this.unsent(fault);
  }

  late(): void {
    const { endpoint } = this;
    if (this.#doubtful === undefined) this.#fail({ kind: "late", waitedFor: this.waitsFor, endpoint }, true);
    else this.#fail({ kind: "flaw", flaw: this.#doubtful, kiss: undefined, endpoint }, true);
  }

  // --- one server after the other ---------------------------------------------------------------------------------

  #next(): void {
    const { port, family, serverTimeout: ms } = this.#plan;
    const { engine, cards } = this.#world;
    this.#server = this.#waiting[0] ?? "";
    if (this.#waiting.length === 0) {
      this.#end({ failures: [...this.#failures.values()] });
    } else if (!this.#card.isReady()) {
      // No server has to pay for the time until the link is up.
      this.#stopLink ??= this.#card.watch((up) => {
        if (!up) return;
        this.#stopWatching();
        this.#next();
      });
    } else {
      this.#waiting.shift();
      this.#sent = undefined;
      this.#doubtful = undefined;
      const query = { family, servers: cards.nameServers(this.#card) };
      this.#question = new Question({ engine, card: this.#card, to: { host: this.#server, port }, query, ms }, this);
    }
  }

  /** @param again - whether another try could end better. */
  #fail(failure: Failure, again: boolean): void {
    this.#question?.stop();
    const server = this.#server;
    // The last one that failed is to be the last one.
    this.#failures.delete(server);
    this.#failures.set(server, failure);
    for (let i = this.#waiting.length - 1; !again && i >= 0; i--) if (this.#waiting[i] === server) this.#waiting.splice(i, 1);
    this.#next();
  }

  #end(outcome: Outcome): void {
    this.#question?.stop();
    this.#stopWatching();
    this.#world.open.delete(this);
    this.#settle(outcome);
  }

  #stopWatching(): void {
    this.#stopLink?.();
    this.#stopLink = undefined;
  }

  #timeOf({ stratum, leap, precision, rootDelay, rootDispersion, reference }: Packet, time: number, delay: number): ServerTime {
    return {
      ...{ time, offset: time - this.#world.clock.wall(), delay, server: this.#server },
      address: this.#question?.server ?? { host: this.#server, port: this.#plan.port },
      ...{ stratum, leap, precision: 2 ** precision * 1000, rootDelay, rootDispersion },
      reference: stratum > 1 ? reference.join(".") : String.fromCharCode(...reference).replace(/\0+$/, ""),
    };
  }
}
