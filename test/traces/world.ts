import { MockNet, type MockHost } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog, systemClock, type Adapter, type Clock } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { makeCertificates, type Certificates } from "./certificates.js";
import { Peers } from "./peers.js";
import { BLACK_HOLE } from "./tcp-peers.js";

/** The simulator's pool of sockets. */
const SOCKETS = 32;
/** What two kernel buffers of a loopback connection took in the recordings. */
const KERNEL_BUFFERS = 2_621_440;

/** Where a script runs: a device, and the peers that it talks to. */
export interface World {
  readonly device: Device;
  readonly card: Adapter;
  readonly clock: Clock;
  readonly peers: Peers;
  readonly certificates: () => Certificates;
  /** Only on the mock network: pulls the card's cable. */
  unplug?(): void;
}

/** What happens to errors that tasks and callbacks raise. */
export type OnTaskError = (error: unknown, where: string) => void;

/** Keys take long to make, so all worlds of a test file that begin at the same time of day share them. */
const made = new Map<string, Certificates>();

function certificatesAt(clock: Clock): () => Certificates {
  const now = clock.wall();
  const day = new Date(now).toDateString();
  return () => {
    const certificates = made.get(day) ?? makeCertificates(now);
    made.set(day, certificates);
    return certificates;
  };
}

function worldOn(card: Adapter, clock: Clock, onTaskError: OnTaskError, haste = 1): World {
  const certificates = certificatesAt(clock);
  const device = createDevice({ adapters: { ETH0: card }, clock, log: silentLog, language: "zh", limits: { sockets: SOCKETS }, onTaskError });
  return { device, card, clock, certificates, peers: new Peers(card, clock, certificates, haste) };
}

/** A world on the mock network, and the network's clock. */
export function mockWorld(onTaskError: OnTaskError): { world: World; net: MockNet } {
  const net = new MockNet();
  const host: MockHost = net.host("192.0.2.2", { gateway: "192.0.2.3", window: KERNEL_BUFFERS, highWater: 65_536 });
  net.blackhole("127.0.0.1", BLACK_HOLE);
  const world = worldOn(host, net.clock, onTaskError);
  return { net, world: { ...world, unplug: () => host.setLink(false) } };
}

/** By how much peers on real loopback are faster, so that nobody waits for them long. */
const HASTE = 20;

/** A world on real loopback, in real time. */
export function nodeWorld(onTaskError: OnTaskError): World {
  return worldOn(nodeAdapter(), systemClock, onTaskError, HASTE);
}
