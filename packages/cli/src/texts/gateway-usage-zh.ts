/** `luat gateway --help` */
export const GATEWAY_USAGE = `作为网关：浏览器等只有 WebSocket 的客户端通过它访问 TCP、TLS 和 UDP，范围以允许的为限。

luat gateway ws://[主机]:端口[/路径] | wss://[主机]:端口[/路径] [选项]

主机是本机的一个地址，省略时监听所有地址。端口 0 表示任意空闲端口。WebSocket 的路径默认是 /；
/healthz 和 /metrics 是供监控使用的页面。

客户端可以访问什么（默认什么也不可以）
  --allow RULE         tcp://主机:端口、tls://主机:端口（TLS 在网关终止）、udp://主机:端口，或 listen://地址:端口
                       （在本机监听或使用本地端口）；可以给出多次。主机是域名、*.example.com、地址、
                       10.0.0.0/8 或 [fd00::/8] 这样的网段，或 *；端口是 80、80,443、8000-8999 或 *。
                       回环、私有等特殊地址必须由写出其数字地址的规则允许：* 或指向那里的域名都不行

谁可以进来（默认所有人）
  --token TEXT         客户端必须有其中一个令牌，至少 16 个字符；进程列表会显示它，所以最好用
  --token-file FILE    每行一个令牌的文件，或环境变量
  --origin ORIGIN      只允许这些来源的网页，例如 https://app.example.com；没有来源的客户端不受限制
  --trust-proxy        由 X-Forwarded-For 得知客户端的地址：只能用在会添加它的代理之后

wss:// 需要证书
  --cert FILE          网关的证书
  --key FILE           它的私钥
  --password TEXT      私钥的密码；放在环境变量 LUAT_TLS_PASSWORD 里更安全

限制（时间的单位是毫秒）
  --channels N         通道总数（默认：10000）
  --channels-per-client N
                       每个客户端地址的通道数（默认：1000）
  --upgrades-per-second N
                       每个客户端地址每秒新建的通道数（默认：50）
  --upgrade-burst N    空闲之后一次可以新建的通道数（默认：200）
  --window BYTES       每个通道每个方向最多缓存多少字节，超过时发送方必须等待（默认：262144）
  --backlog N          监听的端口上最多有多少客户端等待接受（默认：128）
  --handshake-timeout MS
                       客户端说明要做什么的时限（默认：10000）
  --dial-timeout MS    连接目标的时限（默认：30000）
  --idle-timeout MS    双向都没有数据多久后关闭（默认：不关闭）
  --ping-interval MS   ping 的间隔；不回答的客户端会被断开（默认：30000）

如何运行
  --workers N          进程数，每个进程各有这些限制，不能监听（默认：1）
  --stop-deadline MS   停止时留给通道的时间（默认：10000）
  --config FILE        JSON 格式的设置，例如 { "url": "ws://:8080", "allow": ["tcp://broker.test:1883"] }：
                       名称就是去掉横线的选项名，例如 idleTimeout；可以给出多次的选项是列表，
                       名为 allow、tokens 和 origins
  --log FORM           text，或 json：每行一个对象（默认：text）
  --quiet              只显示拒绝和错误
  --verbose            显示更多日志
  --lang LANG          en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）

每个设置也可以放在环境变量里，例如 LUAT_GATEWAY_IDLE_TIMEOUT（LUAT_GATEWAY_CONFIG 指定文件）；列表用空格分隔。
命令行优先于环境变量，环境变量优先于文件。

按 Ctrl-C 或发送 SIGTERM 正常停止：不再接受新通道，已打开的通道还有 --stop-deadline 的时间；再按一次立即结束。
退出码：0 一切正常；1 无法监听；2 设置有误；130 按了两次 Ctrl-C。`;
