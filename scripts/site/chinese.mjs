/** What typedoc writes around a document, and what it is called in Chinese. */
const WORDS = {
  '<button type="button">Copy</button>': '<button type="button">复制</button>',
  'aria-label="Language"': 'aria-label="语言"',
  'aria-label="Menu"': 'aria-label="菜单"',
  'aria-label="Search"': 'aria-label="搜索"',
  'placeholder="Search the docs"': 'placeholder="搜索文档"',
  "Preparing search index...": "正在准备搜索索引……",
  "<h3>Settings</h3>": "<h3>设置</h3>",
  ">Member Visibility</span>": ">显示的成员</span>",
  "<span>Inherited</span>": "<span>继承的</span>",
  ">Theme</label>": ">主题</label>",
  '<option value="os">OS</option><option value="light">Light</option><option value="dark">Dark</option>':
    '<option value="os">跟随系统</option><option value="light">浅色</option><option value="dark">深色</option>',
  "<h3>On This Page</h3>": "<h3>本页内容</h3>",
  "<li>Loading...</li>": "<li>正在加载……</li>",
};

const HAN = "\\p{Script=Han}";
/** Signs of Chinese, which have their space in themselves. */
const SIGN = "[\\u3000-\\u303f\\uff00-\\uffef“”‘’…—]";
const TAGS = "(?:</?(?:a|code|em|strong|wbr)\\b[^>]*>)*";
/** Lines that end and begin in Chinese, or one of which does so with a sign. */
const BREAKS = new RegExp(`(?<=${HAN}${TAGS})\\n(?=${TAGS}${HAN})|(?<=${SIGN}${TAGS})\\n(?!<(?:ul|ol|li|p|h\\d|table|tr|pre|blockquote)\\b)(?=\\S)|(?<=[^\\s>]|</(?:a|code|em|strong)>)\\n(?=${TAGS}${SIGN})`, "gu");

/**
 * A page in Chinese: with the words of its surroundings in Chinese, its title leading to the Chinese home, and without the spaces that
 * browsers make of line breaks within Chinese.
 *
 * @param {string} html
 * @returns {string}
 */
export function inChinese(html) {
  const named = Object.entries(WORDS).reduce((text, [english, chinese]) => text.replaceAll(english, chinese), html);
  const home = named.replace(/<a href="([^"]*)index\.html" class="title">/, '<a href="$1README.zh-CN.html" class="title">');
  // Only code shows its line breaks.
  return home.split(/(<pre\b.*?<\/pre>)/s).map((part, i) => (i % 2 === 0 ? part.replace(BREAKS, "") : part)).join("");
}
