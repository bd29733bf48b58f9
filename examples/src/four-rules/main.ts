// Runs one of the programs: node examples/dist/four-rules/main.js luatask 127.0.0.1 8888
import { fileURLToPath } from "node:url";
import { createAir } from "@luat/air";
import type { Wording } from "@luat/cli";
import type { Device } from "@luat/libnet";
import { named, placeOf, tryOut, type Start } from "../try-out.js";
import { install as installFaithful } from "./faithful.js";
import { install as installLuaTask } from "./luatask.js";
import type { FourRulesOptions } from "./options.js";
import { keepFourRules } from "./promise.js";

/** The same program, written for LuatOS-Air, for LuatOS with libnet, and with promises. */
export const FORMS: Readonly<Record<string, (device: Device, options: FourRulesOptions) => void>> = {
  luatask: (device, options) => {
    installLuaTask(createAir(device), options);
  },
  faithful: (device, options) => {
    installFaithful(device, options);
  },
  promise: (device, options) => {
    device.sys.taskInit(keepFourRules, device, options);
  },
};

const HELP: Wording = {
  en: `A client that keeps four rules with a server: it sends "heart beat" every 10 s, sends back what begins with "back", answers
"bin" with the bytes 11 22 33, and "time" with the time in seconds since 1970.

node examples/dist/four-rules/main.js FORM HOST PORT [options]

  FORM             luatask: as for LuatOS-Air; faithful: the LuatOS calls; promise: the promise calls
  HOST PORT        the server, such as that of: npm run luat -- listen tcp://:8888
  --lang LANG      en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)
  -h, --help       show this

Ctrl-C closes the connection in order; a second one ends at once (130).
Exit code: 0 ended by Ctrl-C; 2 the command line is wrong.`,
  zh: `遵守四条规则的客户端：每 10 秒发送 "heart beat"；以 "back" 开头的内容原样返回；收到 "bin" 回答字节 11 22 33；
收到 "time" 回答 1970 年以来的秒数。

node examples/dist/four-rules/main.js 写法 主机 端口 [选项]

  写法             luatask：LuatOS-Air 的写法；faithful：LuatOS 风格接口；promise：Promise 风格接口
  主机 端口        服务器，例如：npm run luat -- listen tcp://:8888
  --lang LANG      en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）
  -h, --help       显示本帮助

按 Ctrl-C 正常关闭连接；再按一次立即结束（130）。
退出码：0 按 Ctrl-C 结束；2 命令行有误。`,
};

/** What the words of a command line name. @throws UsageError when there is no such thing. */
export function programOf([form, ...where]: readonly string[]): Start {
  const begin = named({ en: "form", zh: "写法" }, form, FORMS);
  const place = placeOf(where);
  return (device) => {
    begin(device, place);
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = tryOut({ command: "node examples/dist/four-rules/main.js", help: HELP, programOf }, process.argv.slice(2), process.env);
}
