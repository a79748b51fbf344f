"""A small server that speaks OpenAI's chat completions, run as a process of its own: python server.py PLAN.

PLAN is a JSON list of what to do with the calls, one after the other (the last for all that follow): {"answer": text},
{"status": 429, "retry_after": "0"}, {"sleep": seconds}, {"raw": text}, {"cut": bytes}, {"redirect": url}. Prints its
port; every request goes to stderr as a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

plan = json.loads(sys.argv[1])


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        seen = {
            "path": self.path,
            "authorization": self.headers.get("Authorization"),
            "body": json.loads(body),
        }
        print(json.dumps(seen), file=sys.stderr, flush=True)  # noqa: T201
        step = plan.pop(0) if len(plan) > 1 else plan[0]
        time.sleep(step.get("sleep", 0))
        if "redirect" in step:
            self.send_response(307)
            self.send_header("Location", step["redirect"])
            self.end_headers()
            return
        if "status" in step:
            self.send_response(step["status"])
            self.send_header("Retry-After", step.get("retry_after", ""))
            self.end_headers()
            return
        text = step.get("raw") or json.dumps(
            {
                "choices": [
                    {
                        "message": {"role": "assistant", "content": step.get("answer", "")},
                        "finish_reason": step.get("end", "stop"),
                    }
                ],
                "usage": {"prompt_tokens": 100, "completion_tokens": 20},
            }
        )
        sent = text.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent[: step.get("cut", len(sent))])

    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()
