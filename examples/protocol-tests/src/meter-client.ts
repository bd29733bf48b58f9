import { ClosedError, LuatError, type Connection, type Device, type TlsOptions } from "@luat/libnet";
import { frame, FrameParser, ProtocolError, type Kind } from "./frames.js";

/** How a meter talks to its server. Times are in milliseconds. */
export interface MeterOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  /** Who it says it is. */
  readonly serial: string;
  /** What it answers to a command. */
  readonly answer: (command: string) => string;
  /** Told why a connection was lost, or could not be made. */
  readonly onLost?: ((error: Error) => void) | undefined;
  /** How long it may be silent before the meter asks whether the server is there. Default: 60 s. */
  readonly idle?: number | undefined;
  /** How long the server may take to answer. Default: 10 s. */
  readonly patience?: number | undefined;
  /** How long it waits before it connects again. Default: 5 s. */
  readonly retry?: number | undefined;
}

/** Keeps a meter in touch with its server, until the device stops. */
export function startMeter(device: Device, options: MeterOptions): void {
  const { host, port, tls = false, onLost, retry = 5_000 } = options;
  device.sys.taskInit(async () => {
    for (;;) {
      try {
        const connection = await device.connect({ host, port, tls, timeout: 15_000 });
        await talk(connection, options).finally(() => connection.abort());
      } catch (error) {
        if (error instanceof ClosedError) return;
        // Anything else is a mistake in this program.
        if (!(error instanceof LuatError || error instanceof ProtocolError)) throw error;
        onLost?.(error);
      }
      await device.sys.wait(retry);
    }
  });
}

/** One connection, until it is lost. */
async function talk(connection: Connection, { serial, answer, idle = 60_000, patience = 10_000 }: MeterOptions): Promise<never> {
  const parser = new FrameParser();
  let awaited: Kind | undefined = "welcome";
  await connection.tx(frame("login", serial));
  for (;;) {
    const bytes = await connection.wait({ timeout: awaited === undefined ? idle : patience });
    if (bytes === "timeout") {
      if (awaited !== undefined) throw new ProtocolError(`no ${awaited} came for ${patience} ms`);
      await connection.tx(frame("ping"));
      awaited = "pong";
      continue;
    }
    const received = await connection.rx();
    if (received === undefined) {
      await connection.close();
      throw new ProtocolError("the server ended the connection");
    }
    for (const { kind, text } of parser.push(received)) {
      if (kind === awaited) awaited = undefined;
      else if (kind === "command") await connection.tx(frame("answer", answer(text)));
      else throw new ProtocolError(`${kind} came; expected ${awaited ?? "a command"}`);
    }
  }
}
