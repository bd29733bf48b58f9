import type { BytesPredicate } from "./match-predicate.js";
import type { PeerData } from "./peer-data.js";
import type { ExpectOptions, StepOptions } from "./step-options.js";

/**
 * What a peer of a mock network does, step by step. Each call adds a step and returns the script; steps are played in
 * their order on the first connection, and from {@link nextConnection} on, on the next one. They may be added while it is
 * played. With UDP there is no connection: a step takes or sends one datagram, and what is sent goes to the sender of the
 * last one that was taken.
 *
 * What comes before its step waits. What comes when no step is left that could take it is a failure, as is a step that
 * cannot be done any more: all waits of the clock reject with it (see `VirtualClock.fail`), connections are reset, nobody
 * is accepted any more, and `MockNet.assertDone` says again what happened. After the last step, an end of the other side
 * is answered with an end.
 *
 * @typeParam Match - what the last `expect` matched, for {@link reply}. A function that adds steps takes any `PeerScript`.
 *
 * @example
 * ```ts
 * const broker = net.peer("10.0.0.5", 1883);
 * broker
 *   .expect("CONNECT")
 *   .reply("CONNACK")
 *   .expect(/^PING (\d+)\n/)
 *   .reply(([, number]) => `PONG ${number}\n`)
 *   .expectEnd();
 * const reply = await net.play(async () => {
 *   const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
 *   await connection.tx("CONNECT");
 *   await connection.rx();
 *   await connection.tx("PING 7\n");
 *   const bytes = await connection.rx();
 *   await connection.close();
 *   return bytes;
 * });
 * new TextDecoder().decode(reply); // "PONG 7\n"
 * ```
 */
export interface PeerScript<out Match = unknown> {
  /**
   * Waits for text of a kind, and takes exactly that; what came beyond is for the next step.
   *
   * @param what - must match at the start of the text that came, and does so as soon as it can: end it with what ends the
   * message. A datagram must be taken whole.
   * @param options - how long it may take, and what it means.
   * @throws TypeError or RangeError for a wrong argument, Error where nothing can come any more.
   *
   * @example
   * ```ts
   * const broker = net.peer("10.0.0.5", 1883);
   * broker.expect(/^PING (\d+)\n/).reply(([, number]) => `PONG ${number}\n`);
   * await net.play(async () => {
   *   const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
   *   await connection.tx("PING 7\n");
   *   new TextDecoder().decode(await connection.rx()); // "PONG 7\n"
   * });
   * ```
   */
  expect(what: RegExp, options?: ExpectOptions): PeerScript<RegExpExecArray>;
  /**
   * Waits for bytes, and takes exactly those; what came beyond is for the next step.
   *
   * @param what - exact text or bytes; or a function that is given all that came, and returns how many bytes it takes, `true`
   * for all, `undefined` while it needs more, `false` when they are wrong. A datagram must be taken whole.
   * @param options - how long it may take, and what it means.
   * @throws TypeError or RangeError for a wrong argument, Error where nothing can come any more.
   *
   * @example
   * ```ts
   * const broker = net.peer("10.0.0.5", 1883);
   * broker.expect((bytes) => {
   *   const length = (bytes[0] ?? 0) + 1; // the first byte says how many follow
   *   return bytes.length < length ? undefined : length;
   * }, { within: 5_000 });
   * await net.play(async () => {
   *   const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
   *   await connection.tx(Uint8Array.of(2, 10, 20));
   * });
   * ```
   */
  expect(what: PeerData | BytesPredicate, options?: ExpectOptions): PeerScript<Uint8Array>;
  /**
   * Waits for exact bytes: `expect` whose text is hexadecimal.
   *
   * @param bytes - at least one with TCP; as text `"10 0c"`, blanks do not count.
   * @param options - how long it may take, and what it means.
   * @throws as {@link expect}.
   */
  expectBytes(bytes: Uint8Array | string, options?: ExpectOptions): PeerScript<Uint8Array>;
  /** Waits for the other side to end in order. Bytes before that are a failure. */
  expectEnd(options?: ExpectOptions): PeerScript<Match>;
  /** Waits for the other side to reset the connection. Bytes before that are a failure. */
  expectReset(options?: ExpectOptions): PeerScript<Match>;
  /**
   * Answers what was expected before.
   *
   * @param data - or what makes it of what was matched: the array of a regular expression, else the bytes.
   * @param options - what it means.
   * @throws TypeError for wrong data, Error when nothing was expected before.
   */
  reply(data: PeerData | ((match: Match) => PeerData), options?: StepOptions): PeerScript<Match>;
  /** Sends without being asked. */
  send(data: PeerData, options?: StepOptions): PeerScript<Match>;
  /** Lets virtual milliseconds pass before the next step. */
  wait(ms: number): PeerScript<Match>;
  /** Reads nothing for so many virtual milliseconds, without a time for ever: the last step of a connection, on which then nothing is wrong. */
  stall(ms?: number): PeerScript<Match>;
  /** Sends no more; receiving goes on. */
  end(): PeerScript<Match>;
  /** Ends the connection, when all that was sent is on its way; with UDP the socket. The last step of a connection. */
  close(): PeerScript<Match>;
  /** Cuts the connection: the other side sees a reset. The last step of a connection. */
  reset(): PeerScript<Match>;
  /**
   * From here on the steps are for the next connection. A peer waits for another client; somebody must come even if no step
   * follows. A caller dials again when all steps before are done.
   *
   * @throws TypeError with UDP, which has no connections.
   *
   * @example
   * ```ts
   * const broker = net.peer("10.0.0.5", 1883);
   * broker.expect("hello").reset().nextConnection().expect("hello again").reply("welcome");
   * const begun = net.clock.now();
   * await net.play(async () => {
   *   for (let greeting = "hello"; ; greeting = "hello again") {
   *     const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
   *     await connection.tx(greeting);
   *     const answer = await connection.rx().catch(() => undefined);
   *     if (answer !== undefined) return connection.close();
   *     await device.sys.wait(5_000);
   *   }
   * });
   * net.clock.now() - begun; // 5_000
   * ```
   */
  nextConnection(): PeerScript;
  /**
   * Adds what `write` writes for one connection of its own: the first one, if there is nothing yet, else the next one.
   *
   * @param write - called at once, with this script.
   *
   * @example
   * ```ts
   * const broker = net.peer("10.0.0.5", 1883);
   * for (let i = 0; i < 3; i++) broker.script((peer) => peer.expect("hello").reset());
   * await net.play(async () => {
   *   for (let i = 0; i < 3; i++) {
   *     const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
   *     await connection.tx("hello");
   *     await connection.rx().catch((error: Error) => console.log(error.name)); // prints "BrokenError"
   *   }
   * });
   * ```
   */
  script(write: (peer: PeerScript) => unknown): PeerScript;
  /** Listens no more, and ends all of its connections. Steps that are not done stay so. */
  stop(): void;
  /** All steps as text, and which of them are done. A failure shows those near to it. */
  toString(): string;
}
