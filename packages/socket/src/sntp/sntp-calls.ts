import { formatValue, type Corelib, type OpenItem } from "@luat/corelib";
import type { Cards } from "../runtime/cards.js";
import type { Engine } from "../runtime/engine.js";
import { Servers } from "./servers.js";
import { Sync } from "./sync.js";
import { TimeOfDay, type Ntptm } from "./time-of-day.js";

const DEFAULT_PORT = 123;
const LAST_PORT = 65_535;

/** The part of the `socket` table that is about the time. */
export interface SntpCalls {
  /**
   * Asks time servers, and sets the time of day of the device: that of `os.time()`, `os.date()` and `ntptm()`. The clock of the
   * host stays as it is.
   * 启动 SNTP 对时，结果以 `NTP_UPDATE` 或 `NTP_ERROR` 消息通知。
   *
   * The servers are asked one after the other, each for two seconds, until one answers: then `NTP_UPDATE, 0` is published, and
   * `NTP_ERROR` when none does; the log says of each that gives no time why. While it runs, another call only changes the list.
   *
   * Here as on LuatOS whatever comes from the server's address counts as its answer, when it has 44 bytes: `sntp` of the
   * Promise face looks closer. The time is kept to the millisecond; LuatOS's own clock takes the seconds alone.
   *
   * @param servers - a name or address for the first of the three servers, or an array of up to three; what is nil, or longer than
   * 30 bytes, leaves the one before, which is told in the log; a long one that is given alone stops the call. They are kept.
   * Default, at the start: `ntp.aliyun.com`, `ntp.ntsc.ac.cn` and `time1.cloud.tencent.com`.
   * @param adapter - the card's number. Default: `socket.dft()`. Without such a card, or when no socket is left, `NTP_ERROR` is published.
   * @throws TypeError when adapter is neither nil nor an integer, as number or text.
   * @see {@link @luat/libnet!Device.sntp | Device.sntp} on the Promise face.
   *
   * @example
   * ```ts
   * socket.sntp("ntp.aliyun.com");
   * const [ok] = await sys.waitUntil("NTP_UPDATE", 10_000);
   * if (ok) log.info("time", os.date("!%Y-%m-%d", os.time())); // prints "I/time 2026-07-01"
   * ```
   */
  sntp(servers?: string | number | ReadonlyArray<string | number | null | undefined> | null, adapter?: number | string | null): void;

  /**
   * The time to the millisecond.
   * 获取毫秒级时间戳。
   *
   * Where LuatOS's own milliseconds are wrong (`sms`, when the answer came later in its second than the start of the device in its own),
   * they are right here.
   *
   * Promise face: what {@link @luat/libnet!Device.sntp | Device.sntp} resolves with.
   *
   * @returns `tsec` and `tms`: the time since 1970, in which the network's delay is not counted; `vaild` (sic): true once it is
   * known; `ndelay`: the delay of one way in ms, averaged over eight syncs as LuatOS does, which makes a third less of it; `ssec` and
   * `sms`: the time at the start; `lsec` and `lms`: the time since then.
   *
   * @example
   * ```ts
   * socket.sntp();
   * await sys.waitUntil("NTP_UPDATE");
   * const { tsec, vaild } = socket.ntptm();
   * [tsec === os.time(), vaild]; // [true, true]
   * ```
   */
  ntptm(): Ntptm;

  /**
   * The port at which servers are asked.
   * 设置或获取 SNTP 服务器的端口号。
   *
   * Promise face: the option `port` of {@link @luat/libnet!Device.sntp | Device.sntp}.
   *
   * @param port - 1 to 65535, which the next server is asked at; what is no number only asks. Out of range: it stays, and a
   * log line tells (LuatOS cuts it to 16 bits).
   * @returns the port; 123 at the start.
   *
   * @example
   * ```ts
   * socket.sntp_port(); // 123
   * ```
   */
  sntp_port(port?: number | null): number;
}

/** What {@link sntpCalls} need of their device. */
export interface SntpWorkings {
  readonly corelib: Corelib;
  readonly engine: Engine;
  readonly cards: Cards;
  /** Whether a socket is left. */
  readonly hasRoom: () => boolean;
}

/** The calls, and what they share with the other faces of the device. */
export interface Sntp {
  readonly calls: SntpCalls;
  readonly timeOfDay: TimeOfDay;
  /** What runs. */
  open(): readonly OpenItem[];
  /** Ends what runs; nothing is told any more. */
  stop(): void;
}

/** Makes the part of the table of one device. */
export function createSntp({ corelib, engine, cards, hasRoom }: SntpWorkings): Sntp {
  const { sys, log } = corelib;
  const timeOfDay = new TimeOfDay(corelib);
  const warn = (text: string): void => {
    log.warn("socket", `sntp: ${text}`);
  };
  const servers = new Servers((text) => {
    log.error("socket", `sntp: ${text}`);
  });
  let port = DEFAULT_PORT;
  let running: Sync | undefined;

  const around = {
    ...{ engine, cards, servers, timeOfDay, warn, port: () => port },
    done(ok: boolean): void {
      running = undefined;
      if (!ok) sys.publish("NTP_ERROR");
    },
  };

  return {
    timeOfDay,
    open: () => (running === undefined ? [] : [running]),
    stop() {
      running?.stop();
      running = undefined;
    },
    calls: {
      sntp(list, adapter) {
        const index = cardNumber(adapter) ?? cards.default;
        if (!servers.take(list) || running !== undefined) return;
        const card = cards.get(index);
        if (card === undefined || !hasRoom()) {
          warn(card === undefined ? `there is no adapter ${index}` : "all sockets are in use");
          sys.publish("NTP_ERROR");
          return;
        }
        running = new Sync(around, card, corelib.origins.note());
        running.next();
      },

      ntptm: () => timeOfDay.ntptm(),

      sntp_port(wanted) {
        if (typeof wanted === "number" && wanted > 0) {
          if (Number.isInteger(wanted) && wanted <= LAST_PORT) port = wanted;
          else log.warn("socket", `sntp_port: port is ${wanted}; expected an integer from 1 to ${LAST_PORT}`);
        }
        return port;
      },
    },
  };
}

function cardNumber(adapter: unknown): number | undefined {
  if (adapter === null || adapter === undefined) return undefined;
  const index = typeof adapter === "string" && adapter.trim() !== "" ? Number(adapter) : adapter;
  if (typeof index === "number" && Number.isInteger(index)) return index;
  throw new TypeError(`socket.sntp: adapter is ${typeof adapter === "string" ? JSON.stringify(adapter) : formatValue(adapter)}; expected an adapter number, or nil`);
}
