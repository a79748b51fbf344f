"""Sessions of shoppers: anonymous ones for a site's pages, named ones for its backend; a site's look."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from whythis.records.sites import Look, Site
from whythis.service.errors import RefusedError
from whythis.service.permissions import Needs, Open, forbidden, note
from whythis.service.principals import LOCAL, Principal
from whythis.service.schemas import ERRORS, SessionIn, SessionOut, SiteOut, Text
from whythis.service.service import Service, in_thread
from whythis.ui.widget.texts import spoken, widget_texts

router = APIRouter(prefix="/api/v1", tags=["sessions"], responses=ERRORS)


# A token is taken, and not needed: "security" then has a choice without one.
@router.post("/sessions", response_model=SessionOut, openapi_extra={"security": [{}]})
async def start_session(
    wanted: SessionIn, request: Request, who: Annotated[Principal, Depends(Needs("session.start"))]
) -> dict[str, str]:
    """A token that talks, decisions and feedback are kept under.

    A page of a site asks without a token, and gets an anonymous session, if the site lists the page's origin. A
    site's backend asks with its API key, for a shopper of its own or an anonymous one. A shopper's signed token is
    exchanged for a session of the same shopper, which lasts longer.
    """
    service: Service = request.app.state.service
    if who.kind in ("shopper", "anonymous"):
        _nothing_else(wanted)
        token, made, until = service.tokens.session(who.kind, who.site, who.subject)
    elif who.kind == "site":
        if wanted.site not in (None, who.site):
            raise forbidden("the API key is another site's")
        kind = "shopper" if wanted.shopper else "anonymous"
        token, made, until = service.tokens.session(kind, who.site, wanted.shopper or "")
    else:
        site = await _page_site(service, request, wanted)
        token, made, until = service.tokens.session("anonymous", site)
    note(request, made, "session.start", True, f"a session for {made.kind}")
    return {"token": token, "kind": made.kind, "site": made.site, "expires_at_utc": until}


async def _page_site(service: Service, request: Request, wanted: SessionIn) -> str:
    """The site whose page asks without a token."""
    if wanted.shopper is not None:
        raise forbidden("a shopper is named without the site's API key")
    if service.local and wanted.site in (None, LOCAL):
        return LOCAL
    site = await in_thread(service.sites.get, wanted.site or "")
    origin = request.headers.get("origin")
    if site is None or origin not in site.origins:
        raise forbidden("no site of this name lists this page's origin")
    return site.name


def _nothing_else(wanted: SessionIn) -> None:
    if wanted.shopper is not None or wanted.site is not None:
        raise forbidden("a token is exchanged for a session of the same shopper and site alone")


@router.get("/site", response_model=SiteOut, dependencies=[Depends(Open("public"))])
async def site(
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=64)],
    lang: Annotated[
        Text | None,
        Query(
            max_length=200, description='Languages by preference, such as "zh-CN,en": gives the words too.'
        ),
    ] = None,
) -> dict[str, object]:
    """A site's title, languages and colours, for the widget on its pages; with `lang` also the widget's words."""
    service: Service = request.app.state.service
    found: Site | None = await in_thread(service.sites.get, name)
    if found is None and service.local and name == LOCAL:
        return _look(LOCAL, Look(title=service.shop.name), lang)
    if found is None:
        raise RefusedError(
            404,
            "There is no such site.",
            expected="the name of a site that was set up",
            got=name,
            fix="See: whythis site list --shop DIR",
        )
    return _look(found.name, replace(found.look, title=found.look.title or service.shop.name), lang)


def _look(name: str, look: Look, wanted: str | None) -> dict[str, object]:
    told: dict[str, object] = {
        "name": name,
        "title": look.title,
        "languages": list(look.languages),
        "colours": look.colours,
    }
    if wanted is not None:
        lang = spoken(wanted, look.languages)
        told |= {"lang": lang, "texts": widget_texts(lang)}
    return told
