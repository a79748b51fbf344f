"""Who may what. Every route names its permission, what no rule grants is refused, every verdict is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPBearer
from starlette.types import Scope

from whythis.records.access_log import Access
from whythis.records.clock import as_utc, system_clock
from whythis.records.sites import API_KEY_PREFIX
from whythis.records.staff import TOKEN_PREFIX
from whythis.service.errors import RefusedError, not_found, request_id_of
from whythis.service.principals import LOCAL, NOBODY, Principal
from whythis.service.service import Service, in_thread
from whythis.service.tokens import unauthorised
from whythis.ui.guard import is_own

STAFF_PATH = "/api/v1/staff"
STAFF_PATHS = (STAFF_PATH + "/", "/staff/", "/owner")
"""Where the staff's cookie counts: the API for staff, the console and the owner's page."""
STAFF_COOKIE = "wt_staff"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str


Rule = Callable[[Principal], Verdict]


def _everybody(_: Principal) -> Verdict:
    return Verdict(True, "open to everybody")


def _shoppers(who: Principal) -> Verdict:
    if who.kind in ("anonymous", "shopper"):
        return Verdict(True, f"{who.kind}, for what is their own")
    return Verdict(False, "needs a shopper's token or a session")


def _may_start_session(who: Principal) -> Verdict:
    if who.kind == "staff":
        return Verdict(False, "staff do not shop")
    return Verdict(True, "the route looks at the site and the origin")


def _staff(*roles: str) -> Rule:
    def rule(who: Principal) -> Verdict:
        if who.kind != "staff":
            return Verdict(False, "needs staff who signed in")
        if who.role not in roles:
            return Verdict(False, f"needs the role {' or '.join(roles)}; this is {who.role}")
        return Verdict(True, f"staff with the role {who.role}")

    return rule


RULES: dict[str, Rule] = {
    "public": _everybody,
    "session.start": _may_start_session,
    "chat": _shoppers,
    "recommend": _shoppers,
    "decision.read": _shoppers,
    "decision.explain": _shoppers,
    "decision.what_if": _shoppers,
    "feedback": _shoppers,
    "me": _shoppers,
    "staff.sign_in": _everybody,
    "staff.self": _staff("agent", "analyst", "admin"),
    "staff.decisions": _staff("agent", "analyst", "admin"),
    "staff.conversations": _staff("agent", "admin"),
    "staff.access_log": _staff("admin"),
    "staff.privacy": _staff("admin"),
    "staff.statistics": _staff("analyst", "admin"),
    "staff.notes": _staff("agent", "analyst", "admin"),
    "staff.handovers": _staff("agent", "admin"),
    "staff.export": _staff("agent", "admin"),
    "staff.overview": _staff("analyst", "admin"),
    "staff.failure_texts": _staff("admin"),
    "operations": _everybody,  # the route looks at the address or the metrics token
}

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A session's token, a shopper's signed token, a site's API key, or staff's token.",
)


class Needs:
    """A route's permission, as a dependency that gives who asks.

    Raises:
        RefusedError: 401 when nobody is known, 403 when the one who is may not.
    """

    def __init__(self, permission: str) -> None:
        self.permission = permission
        self.rule = RULES[permission]

    async def __call__(self, request: Request, _: Annotated[Any, Depends(_bearer)] = None) -> Principal:
        service: Service = request.app.state.service
        try:
            who = await in_thread(_identified, service, request)
        except RefusedError as error:
            note(request, NOBODY, self.permission, False, error.got)
            raise
        request.state.log |= {"kind": who.kind, "site": who.site}
        verdict = self.rule(who)
        note(request, who, self.permission, verdict.allowed, verdict.reason)
        if not verdict.allowed:
            raise unauthorised(verdict.reason) if who.kind == "nobody" else forbidden(verdict.reason)
        if who.site and who.site != LOCAL:
            service.rates.count("site", who.site)
        if who.kind in ("shopper", "anonymous"):
            service.rates.count("shopper", who.site, who.owner)
        return who


class Open(Needs):
    """A route that needs no token, and does not look at one."""

    async def __call__(self, request: Request) -> Principal:  # type: ignore[override]
        return NOBODY


def forbidden(reason: str) -> RefusedError:
    return RefusedError(
        403,
        "You may not do this.",
        expected="somebody who may",
        got=reason,
        fix="Sign in as somebody else, or ask the shop's owner.",
    )


def note(request: Request, who: Principal, permission: str, allowed: bool, reason: str) -> None:
    """Keeps a verdict. The route is kept as it is declared, since an address can hold what somebody typed."""
    service: Service = request.app.state.service
    route = getattr(request.scope.get("route"), "path", "")
    keep_verdict(service, request.scope, route, who, permission, Verdict(allowed, reason))


def keep_verdict(
    service: Service, scope: Scope, route: str, who: Principal, permission: str, verdict: Verdict
) -> None:
    """Keeps a verdict about a request; `route` names what was asked for, in words of our own."""
    service.metrics.verdict(permission, verdict.allowed)
    service.access_log.add(
        Access(
            at_utc=as_utc(system_clock()),
            request_id=request_id_of(scope),
            method=str(scope.get("method", ""))[:8],
            route=route[:128],
            permission=permission,
            kind=who.kind,
            site=who.site[:64],
            subject=service.seal.mark(f"{who.site}|{who.owner}") if who.subject else "",
            allowed=verdict.allowed,
            reason=verdict.reason[:200],
        )
    )


async def own_decision(request: Request, who: Principal, decision_id: str, permission: str) -> None:
    """Raises RefusedError (404) unless the decision is the caller's: one that is not there looks just the same."""
    service: Service = request.app.state.service
    if not await in_thread(service.talks.owns_decision, decision_id, who.site, who.owner):
        note(request, who, permission, False, "no decision of theirs")
        raise not_found("decision")
    request.state.log["decision_id"] = decision_id


async def own_talk(request: Request, who: Principal, session: str, permission: str) -> None:
    """Raises RefusedError (404) unless the talk is the caller's."""
    service: Service = request.app.state.service
    if not await in_thread(service.talks.is_owner, session, who.site, who.owner):
        note(request, who, permission, False, "no talk of theirs")
        raise not_found("session")


def _identified(service: Service, request: Request) -> Principal:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    cookie = request.cookies.get(STAFF_COOKIE, "")
    by_cookie = not scheme and cookie and request.url.path.startswith(STAFF_PATHS)
    if scheme and (scheme.lower() != "bearer" or not token):
        raise unauthorised("the Authorization header is not of the form: Bearer TOKEN")
    if by_cookie:
        same_site_only(request)
        token = cookie
    if not token:
        return NOBODY
    if token.startswith(TOKEN_PREFIX):
        member = service.staff.signed_in(token)
        if member is None:
            raise unauthorised("the staff session is over")
        return Principal("staff", subject=member.name, role=member.role)
    if token.startswith(API_KEY_PREFIX):
        site = service.sites.by_api_key(token)
        if site is None:
            raise unauthorised("the API key is not known, or was replaced")
        return Principal("site", site.name, site.name)
    who = service.tokens.principal(token)
    check_origin(service, request, who.site)
    return who


def check_origin(service: Service, request: Request, site_name: str) -> None:
    """Refuses a browser's page that is not of the site whose token it sends."""
    origin = request.headers.get("origin")
    if origin is None or is_own(request, origin):
        return
    site = service.sites.get(site_name) if site_name != LOCAL else None
    if site is None or origin not in site.origins:
        raise forbidden("the page is of another site than the token")


def same_site_only(request: Request, *, cookie_sent: bool = True) -> None:
    """A cookie is sent by the browser of itself, so what it may do must come from our own pages.

    Args:
        cookie_sent: without a cookie, whoever says nothing of where they are is no browser, and may go on.

    Raises:
        RefusedError: 403, another site's page asks.
    """
    if request.method in _SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    fetched = request.headers.get("sec-fetch-site")
    if origin is not None:
        own = is_own(request, origin)
    else:
        own = fetched == "same-origin" or (fetched is None and not cookie_sent)
    if not own:
        raise forbidden("a request that signs in, or with a cookie, must come from the service's own page")


def undeclared_routes(app: FastAPI) -> list[str]:
    """Routes that do not say who may use them. Mounted files and pages have their own guard."""
    missing = []
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        if dependant is not None and not any(isinstance(d.call, Needs) for d in dependant.dependencies):
            missing.append(str(getattr(context, "path", "")))
    return missing
