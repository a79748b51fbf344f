"""Signing in through an OpenID Connect provider: there, and back."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from whythis.records.staff import SignIn
from whythis.service.errors import RefusedError
from whythis.service.oidc import UNDER_WAY, OpenIdConnect
from whythis.service.permissions import Open, note
from whythis.service.principals import NOBODY, Principal
from whythis.service.routes.staff import keep_signed_in
from whythis.service.service import Service, in_thread
from whythis.ui.console.sign_in import sign_in_page
from whythis.ui.console.texts import say
from whythis.ui.texts import preferred_lang

router = APIRouter(include_in_schema=False)
PATH, COOKIE = "/staff/oidc", "wt_oidc"
_OPEN = [Depends(Open("staff.sign_in"))]
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.get(f"{PATH}/start", dependencies=_OPEN)
async def start(request: Request) -> Response:
    """Leads the browser to the provider."""
    provider = _provider(request)
    try:
        _count(request)
        address, kept = await in_thread(provider.start)
    except RefusedError as error:
        return _told(request, error)
    answer = RedirectResponse(address, 303, headers=_PRIVATE)
    service: Service = request.app.state.service
    answer.set_cookie(
        COOKIE,
        kept,
        max_age=int(UNDER_WAY.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",  # the browser comes back from another site
        secure=service.settings.https and not service.local,
    )
    return answer


@router.get(f"{PATH}/callback", dependencies=_OPEN)
async def callback(request: Request) -> Response:
    """Takes the provider's answer, and gives the browser a staff session."""
    service, provider = request.app.state.service, _provider(request)
    try:
        _count(request)
        single = dict(request.query_params)
        if len(single) != len(request.query_params.multi_items()):
            single.pop("state", None)  # a parameter that is there twice says nothing
        identity = await in_thread(provider.finish, single, request.cookies.get(COOKIE, ""))
        outcome: SignIn = await in_thread(service.staff.admit, identity.sha256, identity.name, identity.role)
        if outcome.member is None:
            raise RefusedError(
                403,
                "You may not sign in any more.",
                expected="somebody who may",
                got="disabled",
                fix="Ask an admin.",
            )
    except RefusedError as error:
        note(request, NOBODY, "staff.sign_in", False, error.got)
        return _told(request, error)
    note(request, Principal("staff", subject=outcome.member.name, role=outcome.member.role), "staff.sign_in", True,
         "OpenID Connect")  # fmt: skip
    # A page, and no redirect: the session's cookie goes with what our own pages open, not with what another site began.
    answer = HTMLResponse(
        '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/staff/">'
        f'<title>{escape(service.shop.name)}</title><a href="/staff/">/staff/</a>',
        headers=_PRIVATE,
    )
    keep_signed_in(service, answer, outcome)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _provider(request: Request) -> OpenIdConnect:
    provider = request.app.state.service.oidc
    if provider is None:
        raise RefusedError(
            404,
            "Nothing is served here.",
            expected="OpenID Connect, once it is set up in [service.oidc]",
            got="it is not",
            fix="Sign in with name and password at /staff/sign-in.",
        )
    return provider


def _count(request: Request) -> None:
    service: Service = request.app.state.service
    service.rates.count("sign_in", request.client.host if request.client else "unknown")


def _told(request: Request, error: RefusedError) -> Response:
    """The sign-in page with what went wrong; what the provider said stays in the log."""
    service: Service = request.app.state.service
    lang = preferred_lang(request.headers.get("accept-language", ""))
    key = {403: "oidc_no_role", 429: "oidc_wait", 503: "oidc_away"}.get(error.status, "oidc_failed")
    page = sign_in_page(
        service.shop.name,
        lang,
        say(lang, key),
        provider=service.settings.oidc.label or say(lang, "oidc_provider"),
        passwords=service.settings.passwords,
    )
    answer = HTMLResponse(page, error.status, headers=_PRIVATE | error.headers)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
