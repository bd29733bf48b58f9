const OPEN = 1;
const BROKEN = 2;
const FRESH = 4;
const LOOKUP = 8;
const RESOLVE_ONLY = 16;
const DATAGRAM = 32;
const SECURE = 64;
const MANY = 128;
const HALF_OPEN = 256;
const RELEASED = 512;
const UDP = 1024;
const KEEPS_RECORDS = 2048;
const BEGUN = 4096;
const ANSWERING = 8192;
const FINISHING = 16_384;
const SIDE_ENDED = 32_768;

/** What is true of a socket, as bits: fields of their own would take 120 bytes, a tenth of what an idle connection costs over Node's. */
export abstract class Flags {
  #bits = 0;

  #set(bit: number, on: boolean): void {
    this.#bits = on ? this.#bits | bit : this.#bits & ~bit;
  }

  // --- of the machine -----------------------------------------------------------------------------------------------

  /** A low-level socket exists: from dialling or listening until close or the end of discon, even when it failed meanwhile. */
  get open(): boolean {
    return (this.#bits & OPEN) !== 0;
  }

  set open(on: boolean) {
    this.#set(OPEN, on);
  }

  /** The connection is broken and must be closed before it can be used again. */
  get broken(): boolean {
    return (this.#bits & BROKEN) !== 0;
  }

  set broken(on: boolean) {
    this.#set(BROKEN, on);
  }

  /** Something arrived since the last read. */
  get fresh(): boolean {
    return (this.#bits & FRESH) !== 0;
  }

  set fresh(on: boolean) {
    this.#set(FRESH, on);
  }

  /** The name of this connect must be looked up first. */
  get lookup(): boolean {
    return (this.#bits & LOOKUP) !== 0;
  }

  set lookup(on: boolean) {
    this.#set(LOOKUP, on);
  }

  /** This connect only looks the name up, as LuatOS does with port 0. */
  get resolveOnly(): boolean {
    return (this.#bits & RESOLVE_ONLY) !== 0;
  }

  set resolveOnly(on: boolean) {
    this.#set(RESOLVE_ONLY, on);
  }

  /** What is connected now has datagrams, which have no end to agree on; `udp` is the setting for the next connect. */
  get datagram(): boolean {
    return (this.#bits & DATAGRAM) !== 0;
  }

  set datagram(on: boolean) {
    this.#set(DATAGRAM, on);
  }

  /** This connect includes a handshake of TLS. */
  get secure(): boolean {
    return (this.#bits & SECURE) !== 0;
  }

  set secure(on: boolean) {
    this.#set(SECURE, on);
  }

  /** A listener of one to many: clients wait to be accepted. Else the first becomes this socket's connection. Set it before `listen`. */
  get many(): boolean {
    return (this.#bits & MANY) !== 0;
  }

  set many(on: boolean) {
    this.#set(MANY, on);
  }

  /** The peer's FIN does not break the connection. Set it before `connect`; clients have it from their listener. */
  get halfOpen(): boolean {
    return (this.#bits & HALF_OPEN) !== 0;
  }

  set halfOpen(on: boolean) {
    this.#set(HALF_OPEN, on);
  }

  // --- of the socket ------------------------------------------------------------------------------------------------

  /** It was closed for good. */
  get released(): boolean {
    return (this.#bits & RELEASED) !== 0;
  }

  protected set released(on: boolean) {
    this.#set(RELEASED, on);
  }

  /** UDP instead of TCP. Set it before `connect`. */
  get udp(): boolean {
    return (this.#bits & UDP) !== 0;
  }

  set udp(on: boolean) {
    this.#set(UDP, on);
  }

  /** Each arrival stays apart, as with TLS, where LuatOS reads one record at a time. Set it before anything arrives. */
  get keepsRecords(): boolean {
    return (this.#bits & KEEPS_RECORDS) !== 0;
  }

  set keepsRecords(on: boolean) {
    this.#set(KEEPS_RECORDS, on);
  }

  /** It was told to connect or to listen, or is a client, and the diagnostics were not told that it is closed. */
  protected get begun(): boolean {
    return (this.#bits & BEGUN) !== 0;
  }

  protected set begun(on: boolean) {
    this.#set(BEGUN, on);
  }

  /**
   * Bytes came in and nothing went out since: what is sent next is most likely the answer, and goes out at once,
   * because being scheduled costs a promise-driven echo a twentieth of its time.
   */
  protected get answering(): boolean {
    return (this.#bits & ANSWERING) !== 0;
  }

  protected set answering(on: boolean) {
    this.#set(ANSWERING, on);
  }

  /** FIN follows when the card has drained. */
  protected get finishing(): boolean {
    return (this.#bits & FINISHING) !== 0;
  }

  protected set finishing(on: boolean) {
    this.#set(FINISHING, on);
  }

  /** FIN was asked for, or will be once what waits is gone. */
  protected get sideEnded(): boolean {
    return (this.#bits & SIDE_ENDED) !== 0;
  }

  protected set sideEnded(on: boolean) {
    this.#set(SIDE_ENDED, on);
  }
}
