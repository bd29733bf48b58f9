import { describe, expect, it } from "vitest";
import { facesApart } from "../../scripts/site/faces.mjs";
import { projectOf } from "./project-of.js";

const OTHERS = ["Sys", "LibnetTable", "ZbuffLibrary", "Log", "Os", "Rtos", "AirSys", "AirRtos", "AirLog", "AirSocketTable", "SocketClient", "SocketCore", "CallbackSocketTable", "Link", "Net", "Ntp"];

/** What is wrong where these are the texts of `socket.tx` and of `tx` of a connection. */
function wrong(faithful: string, promised: string, others = OTHERS): string[] {
  const owner = (name: string, text: string): string => `export interface ${name} {\n/**\n * ${text.replaceAll("\n", "\n * ")}\n */\ntx(): void;\n}`;
  const tables = others.map((name) => `export interface ${name} {}`);
  return facesApart(projectOf([owner("SocketTable", faithful), ...tables].join("\n"), owner("Connection", promised)));
}

const FAITHFUL = "Sends.\n发送。\n\n@see {@link module-1!Connection.tx | Connection.tx} on the Promise face.";
const PROMISED = "Sends.\n\n@see {@link module-0!SocketTable.tx | socket.tx}, which does this in LuatOS.";
const ALONE = "Sends.\n发送。\n\nPromise face: not needed.";

describe("the text of a faithful function", () => {
  it("names its twin on the Promise face, whose text names it", () => {
    expect(wrong(FAITHFUL, PROMISED)).toEqual([]);
  });

  it("says without a twin what takes its place", () => {
    expect(wrong(ALONE, "Sends.")).toEqual([]);
    expect(wrong("Sends.\n发送。", "Sends.")).toEqual([expect.stringMatching(/^module-0.SocketTable.tx names nothing on the Promise face/)]);
  });

  it("is told of where only one of the twins names the other", () => {
    expect(wrong(FAITHFUL, "Sends.")).toEqual(["module-0.SocketTable.tx names module-1.Connection.tx on the Promise face, which does not name it"]);
    expect(wrong(ALONE, PROMISED)).toEqual(["module-0.SocketTable.tx does not name module-1.Connection.tx on the Promise face, which names it"]);
  });

  it.each(["Sends.", "发送。\nSends.", "Sends.\n\n发送。"])("begins in English and goes on in Chinese, unlike %j", (beginning) => {
    expect(wrong(FAITHFUL.replace("Sends.\n发送。", beginning), PROMISED)).toEqual(["module-0.SocketTable.tx does not begin with a line in English and a line in Chinese"]);
  });

  it("is missed where the table is not there", () => {
    expect(wrong(FAITHFUL, PROMISED, OTHERS.slice(1))).toEqual(["there is no table Sys"]);
  });
});
