import { BIND_LAWS } from "./bind-laws.js";
import { CERTIFICATE_LAWS } from "./certificate-laws.js";
import { CLIENT_LAWS } from "./client-laws.js";
import { CREDENTIALS_LAWS } from "./credentials-laws.js";
import { DATAGRAM_LAWS } from "./datagram-laws.js";
import { DATAGRAM_PEER_LAWS } from "./datagram-peer-laws.js";
import { DIAL_LAWS } from "./dial-laws.js";
import { DTLS_LAWS } from "./dtls-laws.js";
import { endingLaws } from "./ending-laws.js";
import type { Law } from "./law.js";
import { IPV6_LAWS } from "./ipv6-laws.js";
import { KEEP_ALIVE_LAWS } from "./keep-alive-laws.js";
import { LINK_LAWS } from "./link-laws.js";
import { LISTEN_LAWS } from "./listen-laws.js";
import { MULTICAST_LAWS } from "./multicast-laws.js";
import { NAME_LAWS } from "./name-laws.js";
import { OFFER_LAWS } from "./offer-laws.js";
import { pauseLaws } from "./pause-laws.js";
import { pressureLaws } from "./pressure-laws.js";
import { PSK_LAWS } from "./psk-laws.js";
import { RENEWAL_LAWS } from "./renewal-laws.js";
import { SOCKET_LAWS } from "./socket-laws.js";
import { TLS_LAWS } from "./tls-laws.js";
import { TLS_LISTEN_LAWS } from "./tls-listen-laws.js";
import { transferLaws } from "./transfer-laws.js";
import { TUNNEL_LAWS } from "./tunnel-laws.js";
import { UNSUPPORTED_LAWS } from "./unsupported-laws.js";

const STREAM_LAWS = [transferLaws, pressureLaws, pauseLaws, endingLaws];

/**
 * All laws. Those about streams hold for dialled and for accepted ones, plain and over TLS, so they are there four
 * times. Use {@link describeAdapter} to try them all; each can be tried alone with `law.check(rig)`.
 */
export const LAWS: readonly Law[] = [
  ...DIAL_LAWS,
  ...STREAM_LAWS.flatMap((laws) => laws("dialled", ["tcp"])),
  ...LISTEN_LAWS,
  ...OFFER_LAWS,
  ...CLIENT_LAWS,
  ...STREAM_LAWS.flatMap((laws) => laws("accepted", ["listen"])),
  ...KEEP_ALIVE_LAWS,
  ...CREDENTIALS_LAWS,
  ...TLS_LAWS,
  ...CERTIFICATE_LAWS,
  ...PSK_LAWS,
  ...TUNNEL_LAWS,
  ...STREAM_LAWS.flatMap((laws) => laws("dialled-tls", ["tcp", "tls", "tlsConfigs"])),
  ...STREAM_LAWS.flatMap((laws) => laws("accepted-tls", ["listen", "tls", "tlsConfigs"])),
  ...TLS_LISTEN_LAWS,
  ...RENEWAL_LAWS,
  ...BIND_LAWS,
  ...DATAGRAM_LAWS,
  ...DATAGRAM_PEER_LAWS,
  ...DTLS_LAWS,
  ...MULTICAST_LAWS,
  ...IPV6_LAWS,
  ...NAME_LAWS,
  ...LINK_LAWS,
  ...SOCKET_LAWS,
  ...UNSUPPORTED_LAWS,
];
