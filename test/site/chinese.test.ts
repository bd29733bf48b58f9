import { describe, expect, it } from "vitest";
import { inChinese } from "../../scripts/site/chinese.mjs";
import { inReadingOrder } from "../../scripts/site/pages.mjs";
import { wordsOf } from "../../scripts/site/search.mjs";

describe("a page in Chinese", () => {
  it.each([
    ["every program", "<p>几乎每个程序都有的\n套路各写一遍。\n完整的程序</p>", "<p>几乎每个程序都有的套路各写一遍。完整的程序</p>"],
    ["links", '<p>用于全部种类；\n<a href="x.html">用于 TCP</a>\n以及</p>', '<p>用于全部种类；<a href="x.html">用于 TCP</a>\n以及</p>'],
    ["tags between", '<p>见<a href="x.html">分帧</a>\n<strong>和</strong>流</p>', '<p>见<a href="x.html">分帧</a><strong>和</strong>流</p>'],
    ["signs beside names", "<p>错误会说明原因（\n<code>error.code</code>\n）和</p>", "<p>错误会说明原因（<code>error.code</code>）和</p>"],
  ])("has no spaces where lines end: %s", (_, html, shown) => {
    expect(inChinese(html)).toBe(shown);
  });

  it.each(["<p>a\nb</p>", "<p>用 Node 的\nsocket</p>", "<pre><code>等待\n连接</code></pre>", "<p>有一个。</p>\n<ul>\n<li>一</li></ul>"])("keeps the others: %j", (html) => {
    expect(inChinese(html)).toBe(html);
  });

  it("has its surroundings in Chinese, and leads to the Chinese home", () => {
    expect(inChinese('<a href="../index.html" class="title">Luat SDK</a><h3>Settings</h3><input placeholder="Search the docs"/>')).toBe(
      '<a href="../README.zh-CN.html" class="title">Luat SDK</a><h3>设置</h3><input placeholder="搜索文档"/>',
    );
  });
});

describe("the search", () => {
  it("has each word of a text once, Chinese between its signs", () => {
    expect(wordsOf("A `ECONNREFUSED` of Wireshark, wireshark: 看懂日志，长连接。")).toBe("econnrefused wireshark 看懂日志 长连接");
  });
});

describe("the menu", () => {
  it("has its order from the list, which names each guide and no other", () => {
    expect(() => inReadingOrder(["start.md", "new.md"])).toThrow(/^new\.md, porting\.md, .* must be both in docs\/ and in the reading order/);
  });
});
