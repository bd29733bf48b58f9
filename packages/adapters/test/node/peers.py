"""Echo servers for datagrams, for TLS, and for TLS with client certificates: prints their ports in this order.

Takes the files of a certificate with its chain, its private key, and the authorities of clients.
"""

import socketserver
import ssl
import sys
import threading

CERT, KEY, CA = sys.argv[1:]


class EchoDatagram(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        sock.sendto(data, self.client_address)


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(65536):
            self.request.sendall(data)


class SecureServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, ca=None):
        super().__init__(("127.0.0.1", 0), Echo)
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ca)
        self.context.load_cert_chain(CERT, KEY)
        if ca is not None:
            self.context.verify_mode = ssl.CERT_REQUIRED

    def finish_request(self, request, client_address):
        try:
            secured = self.context.wrap_socket(request, server_side=True)
        except ssl.SSLError:
            return
        Echo(secured, client_address, self)
        secured.unwrap()

    def handle_error(self, request, client_address):
        pass


servers = [socketserver.UDPServer(("127.0.0.1", 0), EchoDatagram), SecureServer(), SecureServer(CA)]
servers[0].max_packet_size = 65535
for server in servers:
    threading.Thread(target=server.serve_forever).start()
print(*(server.server_address[1] for server in servers), flush=True)
