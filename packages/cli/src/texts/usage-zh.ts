/** `luat --help` */
export const USAGE = `通过 TCP、TLS 和 UDP 收发数据，并显示收发的内容。

luat connect URL [选项]   连接服务器
luat listen URL [选项]    作为服务器
luat gateway URL [选项]   作为网关，让浏览器等只有 WebSocket 的客户端访问网络
luat help 命令            显示某个命令的选项，与 luat 命令 --help 相同
luat --version            显示版本

URL 的形式是 tcp://主机:端口、tls://主机:端口 或 udp://主机:端口，网关的是 ws://主机:端口/路径 或 wss://主机:端口/路径；
IPv6 地址写在方括号里：tcp://[::1]:7。

环境变量 LC_ALL、LC_MESSAGES 或 LANG 以 zh 开头时显示中文，否则显示英文；也可以用 --lang zh 或 --lang en 指定。`;

/** `luat connect --help` */
export const CONNECT_USAGE = `连接服务器：逐行发送标准输入，收到的数据带时间显示。

luat connect tcp://主机:端口 | tls://主机:端口 | udp://主机:端口 [选项]

发送什么（默认是标准输入）
  --eol EOL            每行的结尾：lf、crlf 或 none（默认：键入的行是 lf；文件和管道的行保持原样；
                       --data 和 --data-hex 是 none）
  --data TEXT          发送这段文本，不用标准输入
  --data-hex HEX       发送这些字节，例如 "01 03 00 00"
  --count N            发送多少次（默认：一次；带 --interval 时不停发送）
  --interval MS        间隔，毫秒（默认：1000）
  --wait-after MS      全部发送后，这么久没有收到数据就关闭，或 "forever"（默认：1000）；
                       连接成功之后才开始计时，所以用 --reconnect 时会一直等到连接成功

显示什么（默认是文本，控制字符显示为 \\r 或 \\u{7}，反斜杠显示为 \\\\）
  --hex                以偏移、十六进制和 ASCII 显示数据
  --raw                像 netcat 一样：原样发送标准输入，原样输出收到的数据
  --quiet              只显示错误
  --verbose            显示更多日志
  --lang LANG          en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）

连接
  --timeout MS         连接的超时时间，毫秒（默认：15000）
  --reconnect [MS]     断开或失败后，过这么多毫秒重新连接（默认：5000）
  --local-port P       本地端口（默认：由系统选择）
  --broadcast          udp:// 的地址是整个网络的广播地址，例如 192.168.1.255：显示任何主机的回答和它的地址；
                       255.255.255.255 不必写这个选项
  --keep-alive 秒[,间隔,次数]
                       探测没有数据的连接（默认：不探测；间隔默认 10 秒，3 次）
  -4, --ipv4           只用域名的 IPv4 地址（不用于 udp://）
  -6, --ipv6           只用 IPv6 地址

tls:// 会校验服务器的证书
  --ca FILE            用这个 CA 证书，不用系统的
  --name NAME          证书应属于这个域名，不是主机的
  --cert FILE          本端的证书，用于要求它的服务器
  --key FILE           它的私钥
  --password TEXT      私钥的密码；放在环境变量 LUAT_TLS_PASSWORD 里更安全
  --alpn LIST          可用的应用协议，用逗号分隔
  --insecure           不校验

按 Ctrl-C 正常关闭连接并显示统计；再按一次立即结束。
退出码：0 一切正常，包括连接成功之后按 Ctrl-C；1 网络或服务器出错；2 命令行有误；130 连接成功之前按了 Ctrl-C，或按了两次。`;

/** `luat listen --help` */
export const LISTEN_USAGE = `作为服务器：显示每个客户端发来的数据；标准输入的每一行发给所有客户端。

luat listen tcp://[地址]:端口 | tls://[地址]:端口 | udp://[地址]:端口 [选项]

地址是本机的地址；不写就监听全部地址：tcp:// 和 tls:// 监听 IPv4 和 IPv6，udp:// 只监听 IPv4（监听 IPv6 请写
udp://[::]:端口）。端口 0 表示任意空闲端口。

回答什么（默认是标准输入的各行）
  --echo               收到的内容
  --reply TEXT         对收到的一切都回答这段文本
  --reply-hex HEX      对收到的一切都回答这些字节，例如 "01 03 00 00"
  --eol EOL            每行的结尾：lf、crlf 或 none（默认：键入的行是 lf；文件和管道的行保持原样；
                       --reply 和 --reply-hex 是 none）

显示什么（默认是文本，控制字符显示为 \\r 或 \\u{7}，反斜杠显示为 \\\\）
  --hex                以偏移、十六进制和 ASCII 显示数据
  --raw                原样输出收到的数据，原样发送标准输入
  --quiet              只显示错误
  --verbose            显示更多日志
  --lang LANG          en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）

客户端
  --max-clients N      拒绝更多的客户端（默认：1000）

tls:// 需要证书
  --cert FILE          服务器的证书
  --key FILE           它的私钥
  --password TEXT      私钥的密码；放在环境变量 LUAT_TLS_PASSWORD 里更安全
  --self-signed        生成一个，用于测试
  --name LIST          它的更多域名，用逗号分隔（总有：localhost 和监听的地址）
  --ca-out FILE        把它的 CA 证书写到文件，供客户端的 --ca 使用（默认：写到日志）
  --ca FILE            客户端必须有这个 CA 签发的证书
  --alpn LIST          接受的应用协议，用逗号分隔

按 Ctrl-C 正常关闭所有连接并显示统计；再按一次立即结束。
退出码：0 一切正常；1 无法监听，或网络出错；2 命令行有误；130 开始监听之前按了 Ctrl-C，或按了两次。`;
