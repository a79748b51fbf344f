"""What stands before the console: nobody comes through to Gradio without a staff session, to no route of it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whythis.records.sites import hashed
from whythis.service.errors import RefusedError, send_refusal
from whythis.service.permissions import RULES, STAFF_COOKIE, Verdict, forbidden, keep_verdict, same_site_only
from whythis.service.principals import NOBODY, Principal
from whythis.service.service import Service, in_thread
from whythis.service.tokens import unauthorised
from whythis.ui.console.types import Viewer
from whythis.ui.guard import GRADIO_ROUTES, below, not_served
from whythis.ui.queues import QueueOwners, queue_named

SIGN_IN = "/staff/sign-in"
VIEWER = "viewer"


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
        self._queues = QueueOwners()

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
            named, receive = await queue_named(scope, rest, receive)
            if named and not self._queues.may_use(named, hashed(request.cookies.get(STAFF_COOKIE, ""))):
                raise forbidden("the session is of somebody else")
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


def _private(send: Send) -> Send:
    """Nothing of the console stays in a cache that the next one at this computer could look into."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return send_private
