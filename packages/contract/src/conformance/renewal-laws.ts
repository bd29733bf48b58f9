import type { Law, Need } from "./law.js";
import { law } from "./trial.js";

const NEEDS: readonly Need[] = ["tcp", "listen", "tls", "tlsConfigs"];
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

/** How a listener that has TLS takes another certificate while it listens. */
export const RENEWAL_LAWS: readonly Law[] = [
  law("renewal.new-clients", "clients that come after renew() see the new certificate, and agree on the new application protocols", [...NEEDS, "manyClients"], async (t) => {
    const { server, poor, careful, trusting } = t.tls;
    const listener = await t.listen({ secure: t.secure(poor.untrusted, { alpn: ["old/1"] }) });
    const before = t.dialBack(listener, { secure: t.peerSecure(careful) });
    await t.until(() => before.isClosed, "the old certificate to be refused");
    t.expect(listener.renew(t.secure(server, { alpn: ["new/1"] })) === undefined, "good settings to be taken", "a fault");
    await t.secured(t.dialBack(listener, { secure: t.peerSecure(careful) }));
    const { alpn } = await t.secured(t.dialBack(listener, { secure: t.peerSecure(trusting, { alpn: ["old/1", "new/1"] }) }));
    t.expect(alpn === "new/1", "new/1", `${alpn}`);
  }),

  law("renewal.old-clients", "clients that wait or were accepted before renew() go on", [...NEEDS, "manyClients"], async (t) => {
    const { server, poor, trusting } = t.tls;
    const listener = await t.listen({ secure: t.secure(server) });
    const secure = t.peerSecure(trusting);
    const [accepted, waiting] = [t.dialBack(listener, { secure }), t.dialBack(listener, { secure })];
    await t.secured(accepted);
    await t.secured(waiting);
    await t.offer(listener, 1);
    const isFirst = listener.offers[0]?.from.port === accepted.local?.port;
    const [one, other] = isFirst ? [accepted, waiting] : [waiting, accepted];
    const first = t.accept(await t.offer(listener));
    listener.renew(t.secure(poor.untrusted));
    const second = t.accept(await t.offer(listener, 1));
    for (const [here, there] of [[first, one], [second, other]] as const) {
      here.send(HELLO);
      await t.receives(there, HELLO);
      there.send(HELLO);
      await t.receives(here, HELLO);
    }
  }),

  law("renewal.incomplete", 'settings without a certificate are not taken: renew() gives tls "certificate", and the old ones stay', NEEDS, async (t) => {
    const { server, careful, trusting } = t.tls;
    const listener = await t.listen({ secure: t.secure(server) });
    t.expectTlsFault(listener.renew(t.secure(trusting)), "certificate");
    await t.secured(t.dialBack(listener, { secure: t.peerSecure(careful, { name: t.tls.name }) }));
  }),
];
