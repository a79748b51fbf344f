"""What stands before the console: nobody comes through to Gradio without a staff session, to no route of it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.records.sites import hashed
from whythis.service.errors import RefusedError, send_refusal
from whythis.service.limits import replayed
from whythis.service.permissions import RULES, STAFF_COOKIE, Verdict, forbidden, keep_verdict, same_site_only
from whythis.service.principals import NOBODY, Principal
from whythis.service.service import Service, in_thread
from whythis.service.tokens import unauthorised
from whythis.ui.console.types import Viewer
from whythis.ui.guard import GRADIO_ROUTES, below, not_served

SIGN_IN = "/staff/sign-in"
VIEWER = "viewer"
_MOST_SESSIONS = 10_000
_JOIN, _DATA = "/gradio_api/queue/join", "/gradio_api/queue/data"


class StaffGate:
    """Lets staff through to the console's own few Gradio routes, and says in the scope who it is.

    Gradio hands a queue's answers to whoever names its `session_hash`; here it is bound to the staff session that
    first named it.

    Args:
        path: where the console is mounted.
        own: whether a path below it is a route of the application, with a permission of its own.
    """

    def __init__(self, app: ASGIApp, *, service: Service, path: str, own: Callable[[str], bool]) -> None:
        self.app = app
        self.service = service
        self.path = path
        self.own = own
        self._whose: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not below(scope["path"], self.path):
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # the console has none
            await send({"type": "websocket.close", "code": 1008})
            return
        if self.own(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        rest = scope["path"][len(self.path) :]
        try:
            who = await in_thread(self._identified, request)
            if rest in ("", "/"):
                verdict = RULES["staff.self"](who)
                keep_verdict(self.service, scope, self.path, who, "staff.self", verdict)
            if not GRADIO_ROUTES.fullmatch(rest):
                await not_served("the console", self.path, scope)(scope, receive, send)
                return
            receive = await self._bound(request, rest, receive)
        except RefusedError as error:
            keep_verdict(self.service, scope, self.path, NOBODY, "staff.self", Verdict(False, error.got))
            if rest in ("", "/") and scope["method"] == "GET" and error.status == 401:
                await RedirectResponse(SIGN_IN, 303)(scope, receive, send)
                return
            await send_refusal(error, scope, receive, send)
            return
        scope[VIEWER] = Viewer(who.subject, who.role, scope)
        await self.app(scope, receive, _private(send) if "assets" not in rest else send)

    def _identified(self, request: Request) -> Principal:
        token = request.cookies.get(STAFF_COOKIE, "")
        if not token:
            raise unauthorised("nobody is signed in")
        same_site_only(request)
        member = self.service.staff.signed_in(token)
        if member is None:
            raise unauthorised("the staff session is over")
        return Principal("staff", subject=member.name, role=member.role)

    async def _bound(self, request: Request, rest: str, receive: Receive) -> Receive:
        """Refuses a session_hash of another staff session; gives back what was read of the body."""
        named: object = None
        if rest == _DATA:
            named = (parse_qs(request.scope["query_string"].decode("latin-1")).get("session_hash") or [""])[0]
        elif request.method == "POST":
            body = await request.body()
            receive = replayed(body, receive)
            try:
                sent = json.loads(body or b"{}")
            except ValueError:
                sent = None
            named = sent.get("session_hash") if isinstance(sent, dict) else None
        if isinstance(named, str) and named:
            own = hashed(request.cookies.get(STAFF_COOKIE, ""))
            if self._whose.setdefault(named, own) != own:
                raise forbidden("the session is of somebody else")
            self._whose.move_to_end(named)
            while len(self._whose) > _MOST_SESSIONS:
                self._whose.popitem(last=False)
        return receive


def _private(send: Send) -> Send:
    """Nothing of the console stays in a cache that the next one at this computer could look into."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return send_private
