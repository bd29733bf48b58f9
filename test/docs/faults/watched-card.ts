import { FULL, SENT, type Adapter, type Clock, type Stream, type StreamSink } from "@luat/contract";

/** One dialled stream, as the card knows it. Bytes are Latin-1 text. */
export interface StreamRecord {
  wasConnected: boolean;
  /** What the card has taken to send. */
  taken: string;
  /** How much of that the system has. */
  system: number;
  /** What the card has given out. */
  received: string;
}

const LATIN = new TextDecoder("latin1");

/** A card that does what another one does, in the time of `clock`, and writes down the bytes that go through each dialled stream. */
export function watchedCard(card: Adapter, clock: Clock, records: StreamRecord[]): Adapter {
  const dial: Adapter["dial"] = (to, options, sink) => {
    const record: StreamRecord = { wasConnected: false, taken: "", system: 0, received: "" };
    records.push(record);
    return watchedStream(card.dial(to, options, watchedSink(sink, record)), record);
  };
  return new Proxy(card, {
    get(target, key) {
      if (key === "dial") return dial;
      if (key === "clock") return clock;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function watchedSink(sink: StreamSink, record: StreamRecord): StreamSink {
  return {
    connected: (local, peer) => {
      record.wasConnected = true;
      sink.connected(local, peer);
    },
    secured: (info) => {
      sink.secured(info);
    },
    received: (bytes, length, lent) => {
      record.received += LATIN.decode(bytes.subarray(0, length));
      sink.received(bytes, length, lent);
    },
    sent: (total) => {
      record.system = total;
      sink.sent(total);
    },
    drained: () => {
      sink.drained();
    },
    ended: () => {
      sink.ended();
    },
    closed: (fault) => {
      sink.closed(fault);
    },
  };
}

function watchedStream(stream: Stream, record: StreamRecord): Stream {
  return {
    send(bytes) {
      const text = LATIN.decode(bytes);
      const result = stream.send(bytes);
      if (result !== FULL) record.taken += text;
      if (result === SENT) record.system = record.taken.length;
      return result;
    },
    get queued() {
      return stream.queued;
    },
    pause: () => {
      stream.pause();
    },
    resume: () => {
      stream.resume();
    },
    finish: () => {
      stream.finish();
    },
    destroy: (how) => {
      stream.destroy(how);
    },
  };
}
