// A page in a browser that talks TCP, TLS and UDP through a gateway, with servers to talk to.
// 浏览器里的网络调试助手：经过网关收发 TCP、TLS 和 UDP，并附带测试服务器。
import { parseArgs } from "node:util";
import { onInterrupt } from "@luat/cli";
import { systemClock } from "@luat/contract";
import { consoleLog } from "@luat/corelib";
import { startDemo, type Demo } from "./demo.js";

const HELP = `A page that talks TCP, TLS and UDP through a gateway, with echo servers to talk to, on this computer alone.
浏览器里的网络调试助手：经过网关收发 TCP、TLS 和 UDP，附带回显服务器，只在本机可用。

  npm run demo:browser [-- options]

  --port N       the port of the page; 0: chosen by the system (default: 8080)  页面的端口
  --allow RULE   what the page may reach beside the test servers, such as tcp://broker.example.com:1883; may be repeated
                 除测试服务器外，页面还可以访问的目标，可重复
  --help         this text  显示本帮助
`;

/** Runs until Ctrl-C, and leaves its exit code. @param page - the folder of the page that was built. */
export async function main(argv: readonly string[], page: string): Promise<void> {
  process.exitCode = await run(argv, page);
}

async function run(argv: readonly string[], page: string): Promise<number> {
  let port: number;
  let allow: readonly string[];
  try {
    const { values } = parseArgs({ args: [...argv], options: { port: { type: "string", default: "8080" }, allow: { type: "string", multiple: true, default: [] }, help: { type: "boolean" } } });
    if (values.help === true) {
      console.log(HELP);
      return 0;
    }
    port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`--port is ${JSON.stringify(values.port)}; expected 0 to 65535`);
    allow = values.allow;
  } catch (error) {
    console.error(`${(error as Error).message}\nTry: npm run demo:browser -- --help`);
    return 2;
  }
  let demo: Demo;
  try {
    demo = await startDemo({ page, port, allow, log: consoleLog });
  } catch (error) {
    // A port that is taken, or a rule that is none.
    console.error((error as Error).message);
    return 1;
  }
  const { tcp, tls, udp } = demo.servers.ports;
  console.log(`Open ${demo.url}\nEcho servers on 127.0.0.1: TCP ${tcp}, TLS ${tls} (do not verify), UDP ${udp}. Ctrl-C ends it all.`);
  await new Promise<void>((heard) => {
    const unheed = onInterrupt(systemClock, () => {
      unheed();
      heard();
    });
  });
  await demo.stop();
  return 0;
}
