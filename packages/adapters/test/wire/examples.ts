import type { ClientMessage, ClientType, GatewayMessage, GatewayType } from "../../src/wire/index.js";

const local = { host: "10.0.0.9", port: 40_001 };
const peer = { host: "fd00::1", port: 1883 };
const keepAlive = { idle: 60, interval: 10, count: 3 };
const offer = "n3yGQx0bTz2h8C-hM_vU7w";
const token = "a secret";
const config = { verify: true, ca: "PEM", cert: Uint8Array.of(0, 128, 255), key: "PEM", passphrase: "", crl: new Uint8Array(0) } as const;
const versions = { clientCertificate: "request", minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } as const;
const secure = { config: { ...config, ...versions }, name: "broker.test", alpn: ["mqtt", "x"], resume: false };
const psk = { config: { verify: false, psk: { identity: "me", key: Uint8Array.of(1, 2, 3) } } };
const certificate = {
  ...{ subject: "CN=broker.test", issuer: "CN=Luat", names: ["broker.test", "10.0.0.1"], validFrom: 0, validTo: 4e12 },
  ...{ serialNumber: "0A", key: "EC P-256", fingerprint: "AA:BB" },
};
const info = { protocol: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", alpn: "mqtt", verified: true, resumed: false, peerCertificates: [certificate] };
const fault = { reason: "tls", errno: "ECODE", tls: "expired", cause: new Error("it says that"), peerCertificates: [certificate] } as const;

/** One message of each type with every field. */
export const fromClient: { readonly [T in ClientType]: Extract<ClientMessage, { type: T }> } = {
  dial: { type: "dial", host: "broker.test", port: 8883, localPort: 4000, keepAlive, secure, window: 65_536, token },
  listen: { type: "listen", port: 0, host: "10.0.0.9", backlog: 8, keepAlive, secure: psk, token },
  accept: { type: "accept", offer, window: 1, token },
  bind: { type: "bind", port: 5000, host: "10.0.0.9", peer, token },
  taken: { type: "taken", total: 2 ** 40 },
  finish: { type: "finish" },
  destroy: { type: "destroy", how: "reset" },
  take: { type: "take", offer },
  refuse: { type: "refuse", offer },
  renew: { type: "renew", secure },
};

/** One message of each type with every field. */
export const fromGateway: { readonly [T in GatewayType]: Extract<GatewayMessage, { type: T }> } = {
  connected: { type: "connected", local, peer, window: 262_144 },
  secured: { type: "secured", info },
  sent: { type: "sent", total: 0 },
  ended: { type: "ended" },
  listening: { type: "listening", local },
  offered: { type: "offered", offer, from: peer, local, secure: info },
  rejected: { type: "rejected", from: peer, fault },
  bound: { type: "bound", local },
  failed: { type: "failed", fault, nth: 3 },
  closed: { type: "closed", fault },
};
