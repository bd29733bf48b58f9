import { formatEndpoint, type Clock, type Endpoint } from "@luat/contract";
import { ClosedError, TlsError, type LuatError } from "@luat/libnet";
import type { Channel } from "../channel.js";
import type { Counts } from "../counts.js";
import { pause } from "../pause.js";
import { networkError, type Report } from "../report.js";
import type { PeerTranscript, Transcript } from "../transcript.js";

/** What a conversation needs. */
export interface ConversationOptions {
  /** Connects. */
  open(signal: AbortSignal): Promise<Channel>;
  /** What is to be sent; it ends at the signal. */
  items(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Milliseconds until it connects again; absent: it does not. */
  readonly reconnect: number | undefined;
  /** Milliseconds of silence after which it ends when all is sent; `Infinity`: never. */
  readonly waitAfter: number;
  readonly report: Report;
  readonly transcript: Transcript;
  readonly counts: Counts;
  readonly clock: Clock;
}

interface Online {
  readonly channel: Channel;
  readonly view: PeerTranscript;
}

/** What settings are wrong about stays wrong, however often one tries. */
const LASTING: readonly unknown[] = ["ca", "certificate", "key", "password", "mismatch"];

/** Sends what is to be sent and shows what comes, over one connection or, one after the other, many. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #over = new AbortController();
  #online: Online | undefined;
  /** Those who wait to be on line, or for the end. */
  #waiting: Array<() => void> = [];
  #lastNews = 0;
  #broken = false;
  /** What datagrams failed with last, and after how much had come. */
  #lastTrouble = "";

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Talks until all is done or the signal comes; gives whether all went well. */
  async run(signal: AbortSignal): Promise<boolean> {
    const stop = (): void => {
      this.#stop();
    };
    signal.addEventListener("abort", stop, { once: true });
    const sending = this.#sendAll().finally(stop);
    try {
      await Promise.all([sending, this.#stayOnline().finally(stop)]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
    return !this.#broken && this.#options.counts.failed === 0;
  }

  /** A datagram could not be sent, or came back because nobody is there; told once in a row, for it happens to each. */
  datagramFailed(error: LuatError): void {
    const { report, counts } = this.#options;
    const news = `${error.code} ${counts.messagesIn}`;
    if (counts.messagesIn === 0) this.#broken = true;
    if (this.#lastTrouble === news) return;
    this.#lastTrouble = news;
    report.failed(error);
  }

  #stop(): void {
    this.#over.abort();
    for (const go of this.#waiting.splice(0)) go();
  }

  async #stayOnline(): Promise<void> {
    const { reconnect, report, clock } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      const goOn = await this.#oneConnection();
      if (reconnect === undefined || !goOn || signal.aborted) return;
      report.info(report.texts.again(reconnect));
      if (!(await pause(clock, reconnect, signal))) return;
    }
  }

  /** From connecting to the end; gives whether it makes sense to connect again. */
  async #oneConnection(): Promise<boolean> {
    const { open, report, counts } = this.#options;
    const { signal } = this.#over;
    let channel: Channel;
    try {
      channel = await open(signal);
    } catch (error) {
      if (signal.aborted) return false;
      const failure = networkError(error);
      this.#broken = true;
      report.failed(failure);
      return !(failure instanceof TlsError && LASTING.includes(failure.tls));
    }
    counts.connections++;
    this.#broken = false;
    const { texts } = report;
    if (channel.security !== undefined) {
      report.info(texts.secured(channel.security));
      if (!channel.security.verified) report.info(texts.unverified);
    }
    report.info(texts.online(formatEndpoint(channel.local), formatEndpoint(channel.peer)));
    await this.#use(channel);
    return true;
  }

  async #use(channel: Channel): Promise<void> {
    const { report, counts, transcript, clock } = this.#options;
    const { signal } = this.#over;
    const online: Online = { channel, view: transcript.peer("", channel.datagrams) };
    const viewOf = (from: Endpoint | undefined): PeerTranscript => (from === undefined ? online.view : transcript.peer(`${formatEndpoint(from)} `, true));
    this.#online = online;
    for (const go of this.#waiting.splice(0)) go();
    let closing: Promise<void> | undefined;
    const close = (): void => {
      closing ??= channel.close();
      // Heard of below; until then it is not unhandled.
      closing.catch(() => undefined);
    };
    if (signal.aborted) close();
    signal.addEventListener("abort", close);
    try {
      for await (const { bytes, from } of channel) {
        this.#lastNews = clock.now();
        counts.received(bytes.length);
        await viewOf(from).received(bytes);
      }
      if (!signal.aborted) report.info(report.texts.ended);
    } catch (error) {
      const failure = networkError(error);
      if (!(failure instanceof ClosedError)) this.#broke(failure);
    } finally {
      signal.removeEventListener("abort", close);
      if (this.#online === online) this.#online = undefined;
    }
    try {
      close();
      await closing;
    } catch (error) {
      const failure = networkError(error);
      if (!(failure instanceof ClosedError) && !this.#broken) this.#broke(failure);
    }
  }

  #broke(failure: LuatError): void {
    this.#broken = true;
    this.#options.report.failed(failure);
  }

  async #sendAll(): Promise<void> {
    const { items, counts, report, waitAfter, clock } = this.#options;
    const { signal } = this.#over;
    for await (const bytes of items(signal)) {
      const online = await this.#whenOnline();
      if (online === undefined) return;
      try {
        await online.channel.send(bytes);
        counts.sent(bytes.length);
        await online.view.sent(bytes);
      } catch (error) {
        const failure = networkError(error);
        counts.failed++;
        // What ended the connection is told by who reads from it.
        if (online.channel.datagrams) this.datagramFailed(failure);
        else if (this.#online === online) this.#online = undefined;
      }
    }
    if (signal.aborted) return;
    if (waitAfter > 0 && waitAfter < Infinity) report.debug(report.texts.waiting(waitAfter));
    do {
      // Answers can come only then; without any, it begins anew with each connection.
      if ((await this.#whenOnline()) === undefined) return;
      this.#lastNews = clock.now();
      for (let left = waitAfter; left > 0; left = this.#lastNews + waitAfter - clock.now()) {
        if (!(await pause(clock, left, signal))) return;
      }
    } while (this.#online === undefined && counts.messagesIn === 0);
  }

  /** The channel that is on line, or the next one; `undefined` when there will be none. */
  async #whenOnline(): Promise<Online | undefined> {
    const { signal } = this.#over;
    while (this.#online === undefined && !signal.aborted) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return signal.aborted ? undefined : this.#online;
  }
}
