"""A webhook: `python -m tests.support.lab.webhook FILE` writes each body that is posted as a line of FILE."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

PORT = 8099


class Poster(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
            file.write(body.replace("\n", " ") + "\n")
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", PORT), Poster)
    print("ready", flush=True)
    server.serve_forever()
