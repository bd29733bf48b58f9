import { ipVersion } from "../ip.js";
import type { Offer } from "../listener.js";
import type { Law } from "./law.js";
import { law } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

/** How listeners open and close. */
export const LISTEN_LAWS: readonly Law[] = [
  law("listen.listening", "a listener tells once where it listens, with its real port", ["listen"], async (t) => {
    const listener = await t.listen();
    await t.idle();
    t.expect(listener.events.join() === "listening", "only listening", `${listener}`);
    t.expect(listener.port > 0, "a port above 0", `${listener.port}`);
    t.expect(listener.local?.host === t.rig.selfHost, `the address ${t.rig.selfHost}`, `${listener.local?.host}`);
    t.dialBack(listener);
    await t.offer(listener);
  }),

  law("listen.everywhere", "without a host a listener is reached at the card's address", ["listen"], async (t) => {
    const listener = await t.listen({ host: undefined });
    const client = t.dialBack(listener);
    const offer = await t.offer(listener);
    t.expect(offer.local.host === t.rig.selfHost, `a client at ${t.rig.selfHost}`, offer.local.host);
    await t.until(() => client.connections > 0, "connected");
    t.expect(offer.from.host === client.local?.host, `a client from ${client.local?.host}`, offer.from.host);
  }),

  law("listen.chosen-port", "a port that was chosen is the one that is used", ["listen"], async (t) => {
    const first = await t.listen();
    const { port } = first;
    first.close();
    await t.idle();
    const second = await t.listen({ port });
    t.expect(second.port === port, `port ${port}, which is free again`, `port ${second.port}`);
  }),

  law("listen.in-use", 'a port on which the card listens already gives closed with the fault "in-use" and nothing else', ["listen"], async (t) => {
    const { port } = await t.listen();
    const second = t.open({ port });
    await t.until(() => second.isClosed, "closed");
    t.expectFault(second.fault, "in-use");
    t.expect(second.events.length === 1, "only closed", `${second}`);
  }),

  law("listen.foreign-address", 'an address that is not the card\'s gives closed with the fault "address"', ["listen"], async (t) => {
    const foreign = ipVersion(t.rig.selfHost) === 6 ? "2001:db8::7" : "203.0.113.7";
    const listener = t.open({ host: foreign });
    await t.until(() => listener.isClosed, "closed");
    t.expectFault(listener.fault, "address");
    t.expect(listener.events.length === 1, "only closed", `${listener}`);
  }),

  law("listen.apart", "clients come to the listener that they dialled", ["listen"], async (t) => {
    const listeners = [await t.listen(), await t.listen()];
    for (const [n, listener] of listeners.entries()) {
      const client = t.dialBack(listener);
      client.onConnected = () => void client.send(Uint8Array.of(n));
      const { local } = await t.offer(listener);
      t.expect(local.port === listener.port, `a client at port ${listener.port}`, `port ${local.port}`);
      await t.receives(t.accept(listener.offers[0] as Offer), Uint8Array.of(n));
    }
    await t.idle();
    for (const listener of listeners) t.expect(listener.offers.length === 1, "one client each", `${listener}`);
  }),

  law("listen.close", "a closed listener is silent, at whatever moment it is closed", ["listen"], async (t) => {
    t.open().close();
    const listener = await t.listen();
    t.dialBack(listener);
    listener.close();
    listener.close();
    const inside = await t.listen();
    inside.onOffered = () => inside.close();
    for (let n = 0; n < 3; n++) t.dialBack(inside);
    await t.until(() => inside.offers.length > 0, "an offer");
    await t.idle();
  }),

  law("listen.close-refuses-offers", "closing refuses the clients that wait", ["listen"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    const offer = await t.offer(listener);
    listener.close();
    await t.until(() => client.hasEnded || client.isClosed, "the client to see an end");
    let stream;
    try {
      stream = t.accept(offer);
    } catch {
      return;
    }
    t.expect(false, "accept() to throw after its listener was closed", String(stream));
  }),

  law("listen.close-shuts-the-door", 'after close() a new client gets the fault "refused"', ["listen"], async (t) => {
    const listener = await t.listen();
    listener.close();
    await t.idle();
    const client = t.dialBack(listener);
    await t.until(() => client.isClosed, "the client to be closed");
    t.expectFault(client.fault, "refused");
  }),

  law("listen.close-keeps-streams", "streams that were accepted outlive their listener", ["listen"], async (t) => {
    const { mine, theirs, listener } = await t.pair("accepted");
    listener.close();
    await t.idle();
    theirs.send(HELLO);
    await t.receives(mine, HELLO);
    mine.send(HELLO);
    await t.receives(theirs, HELLO);
  }),

  law("listen.keep-alive", "keep-alive options are taken, whatever the card makes of them", ["listen"], async (t) => {
    const listener = await t.listen({ keepAlive: { idle: 300, interval: 10, count: 3 } });
    const client = t.dialBack(listener);
    const stream = t.accept(await t.offer(listener));
    stream.send(HELLO);
    await t.receives(client, HELLO);
  }),
];
