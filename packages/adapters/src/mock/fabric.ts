import type { Endpoint } from "@luat/contract";
import type { Certificate } from "../certs/index.js";
import { canonical } from "./address.js";
import type { Crossing, Target } from "./udp/datagram.js";
import { NameTable } from "./name-table.js";
import type { Packet } from "./tcp/packet.js";
import type { Pipe, Ways } from "./tcp/pipe.js";
import type { Chance } from "./rules/chance.js";
import { Inspection } from "./rules/inspection.js";
import { LateDatagrams } from "./rules/late-datagrams.js";
import type { Matcher } from "./rules/traffic.js";
import type { VirtualClock } from "./clock/virtual-clock.js";

/** A host, as the net sees it. */
export interface Station extends Target {
  /** Its IPv4 address. */
  readonly ip: string;
  /** That of its subnet. */
  readonly broadcast: string;
  /** A client asks for a connection; the answer goes into `back`. */
  knock(syn: Packet, there: Pipe, back: Pipe): void;
  /** What is blocked may have changed. */
  pathsChanged(): void;
}

/** Where packets get lost: an address, or one port of it. */
interface Hole {
  readonly address: string;
  readonly port: number | undefined;
}

/** The inside of a mock network: which address is whose, which name is where, and what gets through. */
export class Fabric implements Ways, Crossing {
  readonly names = new NameTable();
  readonly #stations = new Map<string, Station>();
  readonly #holes = new Set<Hole>();
  readonly #held = new Set<Pipe>();
  readonly #clogs = new Set<Matcher>();
  readonly inspection: Inspection;
  readonly late: LateDatagrams;
  isInspected = false;
  hasClogs = false;
  #allClear = true;
  #connections = 0;

  constructor(
    readonly clock: VirtualClock,
    readonly latency: number,
    readonly resolveDelay: number,
    /** Those that are known without being named. */
    readonly authorities: readonly Certificate[],
    chance: Chance,
  ) {
    this.late = new LateDatagrams(clock);
    this.inspection = new Inspection(clock, chance, () => {
      this.isInspected = this.inspection.isOn;
      this.#tellStations();
    });
  }

  /** The number of a new one. */
  nextConnection(): number {
    return ++this.#connections;
  }

  add(addresses: readonly string[], station: Station): void {
    for (const address of addresses) {
      if (this.station(address) !== undefined) throw new Error(`another host has the address ${address}`);
    }
    for (const address of addresses) this.#stations.set(canonical(address), station);
  }

  /** A host has another address. */
  move(from: string, to: string): void {
    const station = this.station(from);
    if (station === undefined) throw new Error(`no host has the address ${from}`);
    this.add([to], station);
    this.#stations.delete(canonical(from));
  }

  station(address: string): Station | undefined {
    return this.#stations.get(canonical(address));
  }

  /** All hosts that have this broadcast address. */
  subnet(broadcast: string): Station[] {
    return this.everybody.filter((station) => station.broadcast === broadcast);
  }

  /** All hosts. */
  get everybody(): Station[] {
    return [...new Set(this.#stations.values())];
  }

  isHole(endpoint: Endpoint): boolean {
    if (this.#holes.size === 0) return false;
    const address = canonical(endpoint.host);
    for (const hole of this.#holes) {
      if (hole.address === address && (hole.port === undefined || hole.port === endpoint.port)) return true;
    }
    return false;
  }

  isBlocked(pipe: Pipe): boolean {
    if (pipe.isSevered) return true;
    if (this.#allClear) return false;
    return !pipe.source.isReady() || pipe.target?.isReady() === false || this.isHole(pipe.from) || this.isHole(pipe.to);
  }

  isClogged(pipe: Pipe): boolean {
    for (const matches of this.#clogs) if (matches({ from: pipe.from, to: pipe.to, protocol: "tcp" })) return true;
    return false;
  }

  /** Fills the buffers of streams; the function that it gives ends that. */
  clog(matches: Matcher): () => void {
    const clog: Matcher = (packet) => matches(packet);
    this.#clogs.add(clog);
    this.hasClogs = true;
    return () => {
      this.#clogs.delete(clog);
      this.hasClogs = this.#clogs.size > 0;
      this.#tellStations();
    };
  }

  hold(pipe: Pipe): void {
    this.#held.add(pipe);
  }

  letGo(pipe: Pipe): void {
    this.#held.delete(pipe);
  }

  /** Digs a hole; the function that it gives fills it again. */
  dig(address: string, port: number | undefined): () => void {
    const hole: Hole = { address: canonical(address), port };
    this.#holes.add(hole);
    this.pathsChanged();
    return () => {
      if (this.#holes.delete(hole)) this.pathsChanged();
    };
  }

  /** To be called when a host's link or a hole came or went. */
  pathsChanged(): void {
    const stations = new Set(this.#stations.values());
    this.#allClear = this.#holes.size === 0 && [...stations].every((station) => station.isReady());
    for (const pipe of [...this.#held]) {
      if (this.isBlocked(pipe)) {
        pipe.blocked();
        continue;
      }
      this.#held.delete(pipe);
      pipe.goOn();
    }
    this.#tellStations();
  }

  #tellStations(): void {
    for (const station of new Set(this.#stations.values())) station.pathsChanged();
  }
}
