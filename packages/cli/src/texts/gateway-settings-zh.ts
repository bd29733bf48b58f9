/** What a gateway says of its settings, in the words of its errors, and what that is in Chinese. */
const MESSAGES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^ has (".*"); expected "tcp:.*$/, ' 里有 $1；应为 "tcp://主机:端口"、"tls://…"、"udp://…" 或 "listen://…"'],
  [/^ has (".*"); expected a name, .*$/, " 里有 $1；端口之前应为域名、*.域名、地址、10.0.0.0/8 或 [fd00::/8] 这样的网段，或 *"],
  [/^ has (".*"); expected the first address of the range, (.*)$/, " 里有 $1；应为网段的第一个地址，即 $2"],
  [/^ has (".*"); expected \* or addresses of this side .*$/, " 里有 $1；监听的应为 * 或本机的地址"],
  [/^ has (".*"); expected ports such as .*$/, ' 里有 $1；端口应为 "80"、"80,443"、"8000-8999" 或 "*" 这样的'],
  [/^ has (".*"); expected an origin such as (".*")$/, " 里有 $1；应为 $2 这样的来源"],
  [/^ is empty; .*$/, " 是空的；应至少有一个，想让所有人进来就不要给出它"],
  [/^ has one with blanks .*$/, " 里有一个含有空格或可打印 ASCII 以外的字符；不应有"],
  [/^ has one of (\d+) characters; expected (\d+) to (\d+)$/, " 里有一个是 $1 个字符；应为 $2 到 $3 个"],
];

/** What follows the name of a setting; as it is, where there is no Chinese for it. */
export function gatewaySettingText(message: string): string {
  const found = MESSAGES.find(([pattern]) => pattern.test(message));
  return found === undefined ? message : message.replace(found[0], found[1]);
}
