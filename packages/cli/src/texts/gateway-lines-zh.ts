/** What a line of a gateway says as data. */
export type LineFields = Readonly<Record<string, unknown>>;

/** Why a channel or an upgrade was refused. */
const REFUSALS: Readonly<Record<string, string>> = {
  path: "没有这个路径",
  protocol: "协议不对",
  origin: "网页的来源不在允许之列",
  rate: "短时间内新建太多",
  limit: "通道太多",
  stopping: "网关正在停止",
  token: "令牌错误或缺失",
  silent: "没有及时发出第一条消息",
  forbidden: "没有规则允许",
};

/** How a channel ended, where that is no fault of the network. */
const ENDINGS: Readonly<Record<string, string>> = {
  done: "正常结束",
  left: "客户端已离开",
  abort: "客户端放弃",
  lost: "客户端不再回答",
  slow: "客户端读取太慢",
  stopped: "网关停止",
  idle: "太久没有数据",
  protocol: "客户端违反协议",
};

/**
 * A line of the gateway's log in Chinese.
 *
 * @param text - the line in English, for what there is no Chinese for.
 * @param reasons - what faults of the network are called.
 */
export function gatewayLineZh(text: string, fields: LineFields, reasons: Readonly<Record<string, string>>): string {
  const { event, client, reason, leftOut } = fields;
  const called = (names: Readonly<Record<string, string>>): string => names[said(reason)] ?? said(reason);
  switch (event) {
    case "opened":
      return `${labelOf(fields)}已打开，地址 ${said(fields["address"])}`;
    case "closed":
      return `${labelOf(fields)}已关闭：${called({ ...reasons, ...ENDINGS })}${bracketed(fields["errno"])}；上行 ${said(fields["up"])} 字节，下行 ${said(fields["down"])} 字节，${said(fields["ms"])} 毫秒`;
    case "refused":
      if (fields["channel"] === undefined) return `拒绝了 ${said(client)} 的升级请求：${called(REFUSALS)}${bracketed(fields["origin"])}`;
      return `拒绝了 ${labelOf(fields)}：${called(REFUSALS)}${bracketed(fields["why"])}`;
    case "left-out":
      return `另有 ${said(leftOut)} 行省略`;
    case "renew":
      return `${labelOf(fields)}更换证书失败：${called(reasons)}`;
    default:
      return text;
  }
}

function labelOf({ channel, kind, target, client }: LineFields): string {
  return `#${said(channel)} ${said(kind)}${target === undefined ? "" : ` ${said(target)}`}（客户端 ${said(client)}）`;
}

function bracketed(more: unknown): string {
  return more === undefined || more === "" ? "" : `（${said(more)}）`;
}

function said(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
