import type { PreSharedKey, TlsConfig } from "../secure.js";
import type { Law, Need } from "./law.js";
import { law } from "./trial.js";

const NEEDS: readonly Need[] = ["tcp", "listen", "psk"];
const GOOD: PreSharedKey = { identity: "meter-7", key: Uint8Array.of(1, 2, 3, 0, 255) };
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
const WRONG: readonly PreSharedKey[] = [{ ...GOOD, key: "another" }, { ...GOOD, identity: "meter-8" }];

function withKey(psk: PreSharedKey): TlsConfig {
  return { verify: true, psk };
}

/** How TLS is spoken with a pre-shared key. */
export const PSK_LAWS: readonly Law[] = [
  law("psk.secured", "two sides with the same pre-shared key talk, verified and up to TLS 1.2, whichever dials", NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(withKey(GOOD)) });
    const there = await t.peerListens({ secure: t.peerSecure(withKey(GOOD)) });
    const dials = [
      { client: t.dial(there.port, { secure: t.secure(withKey({ ...GOOD })) }), at: there },
      { client: t.dialBack(listener, { secure: t.peerSecure(withKey({ ...GOOD })) }), at: listener },
    ];
    for (const { client, at } of dials) {
      const { protocol, verified } = await t.secured(client);
      t.expect(["TLSv1.2", "opaque"].includes(protocol) && verified, '"TLSv1.2", verified', `"${protocol}", verified: ${verified}`);
      const offer = await t.offer(at);
      t.expect(offer.secure?.verified === true, "the client verified", `${offer.secure?.verified}`);
      const server = t.accept(offer);
      client.send(HELLO);
      await t.receives(server, HELLO);
      server.send(HELLO);
      await t.receives(client, HELLO);
    }
  }),

  law("psk.wrong", 'with another key, or an identity that is not known, a dial gives closed with tls "psk", never secured, and no client is offered', NEEDS, async (t) => {
    const listener = await t.listen({ secure: t.secure(withKey(GOOD)) });
    const there = await t.peerListens({ secure: t.peerSecure(withKey(GOOD)) });
    for (const psk of WRONG) {
      for (const client of [t.dial(there.port, { secure: t.secure(withKey(psk)) }), t.dialBack(listener, { secure: t.peerSecure(withKey(psk)) })]) {
        await t.until(() => client.isClosed, "closed");
        t.expect(client.info === undefined, "never secured", `${client}`);
        t.expectTlsFault(client.fault, "psk");
      }
    }
    await t.idle();
    t.expect(listener.offers.length === 0, "no client offered", `${listener}`);
  }),

  law("psk.bad", 'a key or identity that is empty, or a key beside certificates, gives the fault "tls" with tls "psk"', ["psk"], async (t) => {
    const bad: readonly TlsConfig[] = [withKey({ ...GOOD, key: "" }), withKey({ ...GOOD, identity: "" }), { ...withKey(GOOD), ca: "x" }];
    for (const config of bad) {
      const answer = t.referee.during("credentials", () => t.rig.adapter.credentials(config));
      t.expectTlsFault("reason" in answer ? answer : undefined, "psk");
    }
  }),
];
