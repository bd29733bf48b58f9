/** `luat gateway --help` */
export const GATEWAY_USAGE = `Is a gateway: clients that have only WebSockets, such as browsers, reach TCP, TLS and UDP through it, as far as it is allowed.

luat gateway ws://[host]:port[/path] | wss://[host]:port[/path] [options]

The host is an address of this computer; without one it listens on all. Port 0 is any free one. The path of the WebSockets
is / by default; /healthz and /metrics are pages for whoever watches over it.

What clients may reach; nothing by default
  --allow RULE         tcp://host:ports, tls://host:ports (TLS ends here), udp://host:ports, or listen://address:ports for
                       listeners and local ports here; may be given more than once. The host is a name, *.example.com, an
                       address, a range such as 10.0.0.0/8 or [fd00::/8], or *; ports are 80, 80,443, 8000-8999 or *.
                       Loopback, private and other special addresses need a rule that has them as numbers: neither * nor
                       a name that leads there will do

Who may come in; everybody by default
  --token TEXT         clients must have one of these, of 16 characters at least; lists of processes show it, so take
  --token-file FILE    a file with one in each line, or the environment
  --origin ORIGIN      pages of these origins only, such as https://app.example.com; clients without one are not asked
  --trust-proxy        X-Forwarded-For says who the client is: only behind a proxy that adds it

wss:// needs a certificate
  --cert FILE          the certificate of the gateway
  --key FILE           its private key
  --password TEXT      the key's password; safer in the environment variable LUAT_TLS_PASSWORD

Limits; times are milliseconds
  --channels N         channels in all (default: 10000)
  --channels-per-client N
                       channels of one client address (default: 1000)
  --upgrades-per-second N
                       new channels of one client address in a second (default: 50)
  --upgrade-burst N    and at once after a rest (default: 200)
  --window BYTES       kept for a channel in each direction before the sender must wait (default: 262144)
  --backlog N          clients of a listener that may wait to be accepted (default: 128)
  --handshake-timeout MS
                       until a client has said what it wants (default: 10000)
  --dial-timeout MS    until what it wants is connected (default: 30000)
  --idle-timeout MS    without anything either way (default: for ever)
  --ping-interval MS   from ping to ping; who does not answer is dropped (default: 30000)

How it runs
  --workers N          so many processes, each with these limits, and without listeners (default: 1)
  --stop-deadline MS   that channels have to end when it stops (default: 10000)
  --config FILE        settings as JSON, such as { "url": "ws://:8080", "allow": ["tcp://broker.test:1883"] }: the names are
                       those of the options without dashes, as in idleTimeout; those that may be given more than once are
                       lists called allow, tokens and origins
  --log FORM           text, or json: one object in each line (default: text)
  --quiet              no log but refusals and errors
  --verbose            more log
  --lang LANG          en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)

Every setting may be in the environment too, as LUAT_GATEWAY_IDLE_TIMEOUT (LUAT_GATEWAY_CONFIG names the file); lists have
blanks between. The command line comes before the environment, and that before the file.

Ctrl-C or SIGTERM stops in order: no new channels, those that are open have the stop deadline; a second one ends at once.
Exit code: 0 all was well; 1 it could not listen; 2 a setting is wrong; 130 Ctrl-C twice.`;
