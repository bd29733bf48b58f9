/** A message of the record layer: its type, as in RFC 5246, 6.2.1, and what it holds. */
export interface DtlsMessage {
  readonly type: number;
  readonly data: Buffer;
}

/** The parts of the record layer of node-dtls-client that are used. */
export interface RecordLayer {
  readonly epochs: Array<{
    readonly connectionState: { readonly cipherSuite: { readonly id: number } };
    antiReplayWindow: { mayReceive(number: number): boolean; markAsReceived(number: number): void };
  }>;
  readonly readEpochNr: number;
  /** There is no other way to send a flight again. */
  _writeEpochNr: number;
  /** How the handshake sends; replaced by what goes through the card's own socket. */
  sendFlight: (messages: readonly DtlsMessage[]) => void;
  processOutgoingMessage(message: DtlsMessage): Buffer;
  receive(record: Buffer): readonly DtlsMessage[];
  advanceReadEpoch(): void;
}

/** The same of its handshake. */
export interface HandshakeHandler {
  readonly lastProcessedSeqNum: number;
  readonly incompleteMessages: readonly unknown[];
  processIncomingMessage(message: object): void;
}

/** What is used of node-dtls-client: what is in its datagrams, and nothing that sends, receives or waits. */
export interface DtlsLibrary {
  readonly RecordLayer: new (socket: object, options: object) => RecordLayer;
  /** Begins the handshake at once. */
  readonly ClientHandshakeHandler: new (
    layer: RecordLayer,
    options: { readonly psk: Readonly<Record<string, string>>; readonly ciphers: readonly string[] },
    done: (alert?: { serialize(): Buffer } | null, error?: Error) => void,
  ) => HandshakeHandler;
  readonly FragmentedHandshake: new (type: number, totalLength: number, sequence: number, offset: number, fragment: Buffer) => object;
  readonly CipherSuites: Readonly<Record<string, { readonly id: number }>>;
}

/** The version whose inner parts these are; no other will do. */
const PACKAGE = "node-dtls-client@1.1.1";

/**
 * Loads the package, which only those who use DTLS have installed.
 *
 * @throws Error that says how to install it.
 */
export async function loadDtlsLibrary(): Promise<DtlsLibrary> {
  try {
    // One by one, as bundlers let what is not installed be absent only where it is awaited here itself.
    const { RecordLayer } = await import("node-dtls-client/build/DTLS/RecordLayer.js");
    const { ClientHandshakeHandler } = await import("node-dtls-client/build/DTLS/HandshakeHandler.js");
    const { FragmentedHandshake } = await import("node-dtls-client/build/DTLS/Handshake.js");
    const { CipherSuites } = await import("node-dtls-client/build/DTLS/CipherSuites.js");
    return { RecordLayer, ClientHandshakeHandler, FragmentedHandshake, CipherSuites } as unknown as DtlsLibrary;
  } catch (cause) {
    throw new Error(`DTLS needs the package node-dtls-client, which cannot be loaded; install it: npm install ${PACKAGE}`, { cause });
  }
}
