/** `luat --help` */
export const USAGE = `Talks over TCP, TLS and UDP, and shows what comes and goes.

luat connect URL [options]   talks to a server
luat listen URL [options]    is a server
luat gateway URL [options]   lets clients that have only WebSockets, such as browsers, reach the network
luat help COMMAND            shows the options of a command, as luat COMMAND --help does
luat --version               shows the version

A URL is tcp://host:port, tls://host:port or udp://host:port, of a gateway ws://host:port/path or wss://host:port/path;
an IPv6 address is in brackets: tcp://[::1]:7.

It speaks Chinese where LC_ALL, LC_MESSAGES or LANG begins with zh, and else English; --lang zh or --lang en says otherwise.`;

/** `luat connect --help` */
export const CONNECT_USAGE = `Talks to a server: lines of the standard input are sent, what comes is shown with its time.

luat connect tcp://host:port | tls://host:port | udp://host:port [options]

What to send; the standard input by default
  --eol EOL            what each line is sent with: lf, crlf or none (default: lf for lines that are typed, what files and
                       pipes have for theirs, none for --data and --data-hex)
  --data TEXT          send this instead of the standard input
  --data-hex HEX       send these bytes, such as "01 03 00 00"
  --count N            send it so often (default: once; with --interval: without end)
  --interval MS        milliseconds between (default: 1000)
  --wait-after MS      after all is sent, close when nothing has come for so long, or "forever" (default: 1000); it counts only
                       from when it is on line, so with --reconnect it goes on until then

What to show; by default text, where control characters look like \\r or \\u{7}, and a backslash like \\\\
  --hex                data as offset, hex and ASCII
  --raw                like netcat: the standard input is sent, and what comes is written, as it is
  --quiet              no log but errors
  --verbose            more log
  --lang LANG          en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)

The connection
  --timeout MS         milliseconds until connecting has failed (default: 15000)
  --reconnect [MS]     when it ends or fails, connect again after so many milliseconds (default: 5000)
  --local-port P       the local port (default: chosen by the system)
  --broadcast          the address of udp:// is that of a whole network, such as 192.168.1.255: answers of anyone are shown,
                       with their address; goes without saying for 255.255.255.255
  --keep-alive SECONDS[,INTERVAL,COUNT]
                       probe a silent connection (default: not; then 10 s apart, 3 times)
  -4, --ipv4           only IPv4 addresses of the name (not for udp://)
  -6, --ipv6           only IPv6 ones

tls:// verifies the server's certificate
  --ca FILE            with this authority instead of those of the system
  --name NAME          for this name instead of the host's
  --cert FILE          this side's certificate, for servers that want one
  --key FILE           its private key
  --password TEXT      the key's password; safer in the environment variable LUAT_TLS_PASSWORD
  --alpn LIST          application protocols to offer, with commas between
  --insecure           do not verify

Ctrl-C closes the connection in order and shows the counts; a second one ends at once.
Exit code: 0 all was well, also after Ctrl-C once it was on line; 1 the network or the server failed; 2 the command line
is wrong; 130 Ctrl-C before it was ever on line, or twice.`;

/** `luat listen --help` */
export const LISTEN_USAGE = `Is a server: shows what each client sends, and answers with lines of the standard input, which go to all clients.

luat listen tcp://[host]:port | tls://[host]:port | udp://[host]:port [options]

The host is an address of this computer; without one it listens on all: tcp:// and tls:// on those of IPv4 and IPv6,
udp:// on those of IPv4 (on those of IPv6: udp://[::]:port). Port 0 is any free one.

What to answer; lines of the standard input by default
  --echo               what came
  --reply TEXT         this, to everything that came
  --reply-hex HEX      these bytes, such as "01 03 00 00"
  --eol EOL            what each line is sent with: lf, crlf or none (default: lf for lines that are typed, what files and
                       pipes have for theirs, none for --reply and --reply-hex)

What to show; by default text, where control characters look like \\r or \\u{7}, and a backslash like \\\\
  --hex                data as offset, hex and ASCII
  --raw                what comes, as it is; and the standard input is sent as it is
  --quiet              no log but errors
  --verbose            more log
  --lang LANG          en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)

Clients
  --max-clients N      turn further ones away (default: 1000)

tls:// needs a certificate
  --cert FILE          the server's certificate
  --key FILE           its private key
  --password TEXT      the key's password; safer in the environment variable LUAT_TLS_PASSWORD
  --self-signed        make one, for tests
  --name LIST          further names for it, with commas between (always: localhost and the address)
  --ca-out FILE        write its authority there, for clients' --ca (default: into the log)
  --ca FILE            clients need a certificate of this authority
  --alpn LIST          application protocols to take, with commas between

Ctrl-C closes all connections in order and shows the counts; a second one ends at once.
Exit code: 0 all was well; 1 it could not listen, or the network failed; 2 the command line is wrong; 130 Ctrl-C before it
listened, or twice.`;
