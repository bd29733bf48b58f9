import type { MockHostOptions } from "@luat/adapters/mock";
import { LawBroken, LAWS, meetsNeeds, type Law } from "@luat/contract/conformance";
import { describe, expect, it } from "vitest";
import { BIND_FLAWS } from "./bind-flaws.js";
import { CERTIFICATE_FLAWS } from "./certificate-flaws.js";
import { CLIENT_FLAWS } from "./client-flaws.js";
import { CREDENTIALS_FLAWS } from "./credentials-flaws.js";
import { DATAGRAM_FLAWS } from "./datagram-flaws.js";
import { DATAGRAM_PEER_FLAWS } from "./datagram-peer-flaws.js";
import { DIAL_FLAWS } from "./dial-flaws.js";
import { DTLS_FLAWS } from "./dtls-flaws.js";
import { ENDING_FLAWS } from "./ending-flaws.js";
import type { Flaw } from "./flaw.js";
import { IPV6_FLAWS } from "./ipv6-flaws.js";
import { KEEP_ALIVE_FLAWS } from "./keep-alive-flaws.js";
import { LINK_FLAWS } from "./link-flaws.js";
import { LISTEN_FLAWS } from "./listen-flaws.js";
import { MULTICAST_FLAWS } from "./multicast-flaws.js";
import { NAME_FLAWS } from "./name-flaws.js";
import { PassCard } from "./pass-card.js";
import { PAUSE_FLAWS } from "./pause-flaws.js";
import { PRESSURE_FLAWS } from "./pressure-flaws.js";
import { PSK_FLAWS } from "./psk-flaws.js";
import { remadeRig, type Remake } from "./remade-rig.js";
import { RENEWAL_FLAWS } from "./renewal-flaws.js";
import { SETTLEMENT_FLAWS } from "./settlement-flaws.js";
import { SOCKET_FLAWS } from "./socket-flaws.js";
import { TLS_FLAWS } from "./tls-flaws.js";
import { TLS_LISTEN_FLAWS } from "./tls-listen-flaws.js";
import { TRANSFER_FLAWS } from "./transfer-flaws.js";
import { TUNNEL_FLAWS } from "./tunnel-flaws.js";
import { UNSUPPORTED_FLAWS } from "./unsupported-flaws.js";

const FLAWS = [
  ...DIAL_FLAWS,
  ...TRANSFER_FLAWS,
  ...PRESSURE_FLAWS,
  ...PAUSE_FLAWS,
  ...ENDING_FLAWS,
  ...LISTEN_FLAWS,
  ...CLIENT_FLAWS,
  ...KEEP_ALIVE_FLAWS,
  ...CREDENTIALS_FLAWS,
  ...TLS_FLAWS,
  ...CERTIFICATE_FLAWS,
  ...PSK_FLAWS,
  ...TUNNEL_FLAWS,
  ...TLS_LISTEN_FLAWS,
  ...RENEWAL_FLAWS,
  ...BIND_FLAWS,
  ...DATAGRAM_FLAWS,
  ...SETTLEMENT_FLAWS,
  ...DATAGRAM_PEER_FLAWS,
  ...DTLS_FLAWS,
  ...MULTICAST_FLAWS,
  ...IPV6_FLAWS,
  ...NAME_FLAWS,
  ...LINK_FLAWS,
  ...SOCKET_FLAWS,
  ...UNSUPPORTED_FLAWS,
];
const pass: Remake = (card, clock) => new PassCard(card, clock);

function lawOf(id: string): Law {
  const law = LAWS.find((each) => each.id === id);
  if (law === undefined) throw new Error(`there is no law "${id}"`);
  return law;
}

/** What a law says of a card: nothing, or how it is broken. */
async function verdict(law: Law, remake: Remake, host: MockHostOptions | undefined): Promise<unknown> {
  const rig = remadeRig(remake, host);
  if (!meetsNeeds(rig, law.needs)) throw new Error(`${law.id} is not about this card`);
  return law.check(rig).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const passes = new Map<Law, Promise<unknown>>();

/** What a law says of a card without the flaw; most flaws spoil the same card, which need not be tried again. */
function verdictOfGood(law: Law, flaw: Flaw): Promise<unknown> {
  const host = flaw.goodHost ?? flaw.host;
  if (flaw.good !== undefined || host !== undefined) return verdict(law, flaw.good ?? pass, host);
  const known = passes.get(law) ?? verdict(law, pass, undefined);
  passes.set(law, known);
  return known;
}

const provenOverTls = new Set<string>();

/** A law about streams is the same one over TLS, so there one flaw is enough to prove that it can be broken. */
function triesOf({ breaks }: Flaw): readonly string[] {
  return breaks.filter((id) => !/-tls\./.test(id) || (!provenOverTls.has(id) && provenOverTls.add(id)));
}

describe.each(FLAWS)("a card that $title", (flaw) => {
  it.each(triesOf(flaw))("breaks %s, which the same card without the flaw keeps", async (id) => {
    const law = lawOf(id);
    expect(await verdictOfGood(law, flaw)).toBeUndefined();
    const broken = await verdict(law, flaw.remake, flaw.host);
    expect(broken).toBeInstanceOf(LawBroken);
    expect(broken).toMatchObject({ law: id });
  });
});

describe("the laws", () => {
  it("have ids and titles of their own", () => {
    expect(new Set(LAWS.map(({ id }) => id)).size).toBe(LAWS.length);
    expect(LAWS.every(({ title }) => title.length > 0)).toBe(true);
  });

  it("can each be broken", () => {
    const broken = new Set(FLAWS.flatMap(({ breaks }) => breaks));
    expect(LAWS.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });
});
