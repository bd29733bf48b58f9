import type { Offer } from "../listener.js";
import { FULL } from "../stream.js";
import type { Law } from "./law.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Trial } from "./trial.js";

const SEED = 17;
const BURST = 64;
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

function expectAcceptThrows(t: Trial, offer: Offer): void {
  let stream: StreamProbe;
  try {
    stream = t.accept(offer);
  } catch {
    return;
  }
  t.expect(false, "accept() to throw", `it gave a stream (${stream.name})`);
}

/** How clients wait, and are accepted or refused. */
export const OFFER_LAWS: readonly Law[] = [
  law("offer.endpoints", "an offer tells where the client is and where it came in", ["listen"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    const { from, local } = await t.offer(listener);
    await t.until(() => client.connections > 0, "connected");
    t.expect(
      from.host === client.local?.host && from.port === client.local.port,
      `a client from ${client.local?.host} ${client.local?.port}`,
      `${from.host} ${from.port}`,
    );
    t.expect(local.host === t.rig.selfHost && local.port === listener.port, `its way in at ${t.rig.selfHost} ${listener.port}`, `${local.host} ${local.port}`);
  }),

  law("offer.waits", "a client that waits loses no byte and not its end", ["listen"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    const bytes = noise(30_000, SEED);
    client.onConnected = () => {
      client.send(bytes);
      client.finish();
    };
    const offer = await t.offer(listener);
    await t.idle();
    const stream = t.accept(offer);
    await t.until(() => stream.hasEnded, "ended");
    await t.receives(stream, bytes);
  }),

  law("offer.accept", "an accepted stream is connected from the start, also inside offered()", ["listen"], async (t) => {
    const listener = await t.listen();
    let stream: StreamProbe | undefined;
    listener.onOffered = (offer) => {
      stream = t.accept(offer);
      if (stream.send(HELLO) === FULL) t.referee.note("the first bytes to be taken", "FULL");
    };
    const client = t.dialBack(listener);
    client.onConnected = () => void client.send(HELLO);
    await t.receives(client, HELLO);
    await t.until(() => stream?.length === HELLO.length, "bytes received");
  }),

  law("offer.client-left", "a client that left while it waited can be accepted still, with its bytes and its end", ["listen"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    client.onConnected = () => {
      client.send(HELLO);
      client.finish();
    };
    const offer = await t.offer(listener);
    await t.idle();
    client.destroy();
    await t.idle();
    const stream = t.accept(offer);
    await t.until(() => stream.hasEnded, "ended");
    await t.receives(stream, HELLO);
    stream.finish();
    await t.until(() => stream.isClosed, "closed");
  }),

  law("offer.client-reset", "a client that reset while it waited can be accepted or refused still", ["listen"], async (t) => {
    const offers: Offer[] = [];
    for (let n = 0; n < 2; n++) {
      const listener = await t.listen();
      const client = t.dialBack(listener);
      offers.push(await t.offer(listener));
      await t.until(() => client.connections > 0, "connected");
      client.destroy("reset");
    }
    await t.idle();
    const [first, second] = offers as [Offer, Offer];
    t.refuse(first);
    const stream = t.accept(second);
    await t.until(() => stream.isClosed, "closed");
  }),

  law("offer.refuse", "a refused client sees an end", ["listen"], async (t) => {
    const listener = await t.listen();
    listener.onOffered = (offer) => t.refuse(offer);
    const client = t.dialBack(listener);
    await t.until(() => client.hasEnded || client.isClosed, "the client to see an end");
    t.expect(client.length === 0, "no bytes", `${client}`);
  }),

  law("offer.once", "an offer is answered once: accepting again throws, refusing again does nothing", ["listen"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    const accepted = await t.offer(listener);
    const stream = t.accept(accepted);
    expectAcceptThrows(t, accepted);
    t.refuse(accepted);
    await t.idle();
    await t.until(() => client.connections > 0, "connected");
    client.send(HELLO);
    await t.receives(stream, HELLO);
    const other = await t.listen();
    t.dialBack(other);
    const refused = await t.offer(other);
    t.refuse(refused);
    t.refuse(refused);
    expectAcceptThrows(t, refused);
  }),

  law("offer.burst", "as many clients as the backlog can wait at once, and each is served", ["listen", "manyClients"], async (t) => {
    const burst = t.room(BURST, 1);
    const listener = await t.listen({ backlog: burst });
    for (let n = 0; n < burst; n++) {
      const client = t.dialBack(listener);
      client.onConnected = () => {
        client.send(Uint8Array.of(n));
        client.finish();
      };
    }
    await t.offer(listener, burst - 1);
    await t.idle();
    const streams = listener.offers.map((offer) => t.accept(offer));
    await t.until(() => streams.every((stream) => stream.hasEnded), `all ${burst} to end`);
    const numbers = new Set(streams.map((stream) => stream.bytes().join()));
    t.expect(numbers.size === burst, `${burst} different bytes`, `${numbers.size}`);
  }),

  law("offer.backlog", "clients beyond the backlog are refused; an answered offer makes room", ["listen", "manyClients"], async (t) => {
    const listener = await t.listen({ backlog: 2 });
    const clients = Array.from({ length: 5 }, () => t.dialBack(listener));
    const gone = (): number => clients.filter((client) => client.hasEnded || client.isClosed).length;
    await t.until(() => gone() === 3, "three of five clients to see an end");
    await t.idle();
    t.expect(listener.offers.length === 2 && gone() === 3, "two offers for a backlog of 2", `${listener.offers.length}, and ${gone()} clients gone`);
    const [first, second] = listener.offers as [Offer, Offer];
    t.accept(first);
    t.dialBack(listener);
    await t.offer(listener, 2);
    t.refuse(second);
    t.dialBack(listener);
    await t.offer(listener, 3);
  }),
];
