"""The console's own routes beside its page: signing in and out, and files to take away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from whythis.records.staff import MAX_PASSWORD_CHARS
from whythis.service.desk import Desk
from whythis.service.errors import RefusedError
from whythis.service.overview import read_overview
from whythis.service.permissions import RULES, STAFF_COOKIE, Needs, Open, note
from whythis.service.principals import Principal
from whythis.service.routes.staff import keep_signed_in, try_sign_in
from whythis.service.schemas import Id
from whythis.service.service import Service, in_thread
from whythis.ui.console.exports import decision_csv, decisions_csv
from whythis.ui.console.owner import owner_page
from whythis.ui.console.printed import decision_pdf
from whythis.ui.console.sign_in import sign_in_page
from whythis.ui.console.texts import say
from whythis.ui.console.types import Address, Viewer
from whythis.ui.texts import preferred_lang

router = APIRouter(include_in_schema=False)
MOST_ROWS = 5000
_PRIVATE = {"Cache-Control": "no-store"}


@router.get("/staff/sign-in", dependencies=[Depends(Open("staff.sign_in"))])
async def form(request: Request) -> Response:
    service: Service = request.app.state.service
    return HTMLResponse(_page(service, _lang(request)), headers=_PRIVATE)


@router.post("/staff/sign-in", dependencies=[Depends(Open("staff.sign_in"))])
async def sign_in(request: Request) -> Response:
    """A form without a script; the same counting and waiting as the API's sign-in."""
    service: Service = request.app.state.service
    lang = _lang(request)
    filled = await request.form(max_files=0, max_fields=8)
    name, password = (str(filled.get(k, "")) for k in ("name", "password"))
    try:
        outcome = await try_sign_in(request, name[:64], password[: MAX_PASSWORD_CHARS + 1])
    except RefusedError as error:
        if error.status not in (401, 429):
            raise
        wait = (error.headers or {}).get("Retry-After")
        told = say(lang, "sign_in_wait", seconds=wait) if wait else say(lang, "sign_in_wrong")
        return HTMLResponse(_page(service, lang, told, name[:64]), error.status, headers=_PRIVATE)
    answer = RedirectResponse("/staff/", 303)
    keep_signed_in(service, answer, outcome)
    return answer


@router.post("/staff/sign-out")
async def sign_out(request: Request, who: Annotated[Principal, Depends(Needs("staff.self"))]) -> Response:
    del who
    service: Service = request.app.state.service
    await in_thread(service.staff.sign_out, request.cookies.get(STAFF_COOKIE, ""))
    answer = RedirectResponse("/staff/sign-in", 303)
    answer.delete_cookie(STAFF_COOKIE)
    return answer


@router.get("/staff/decisions.csv")
async def found_csv(request: Request, who: Annotated[Principal, Depends(Needs("staff.export"))]) -> Response:
    """The decisions of a search, one row for each product shown."""
    service: Service = request.app.state.service
    desk, viewer = Desk(service), _viewer(who, request)
    at = Address.parse(request.url.query)
    found = await in_thread(desk.find, viewer, at, MOST_ROWS)
    return _file(decisions_csv(found, _lang(request)), "text/csv; charset=utf-8", "decisions.csv")


@router.get("/staff/decisions/{decision_id}.csv")
async def one_csv(
    decision_id: Id, request: Request, who: Annotated[Principal, Depends(Needs("staff.export"))]
) -> Response:
    """Everything that was compared for a list, and everything that was left out."""
    desk, viewer = Desk(request.app.state.service), _viewer(who, request)
    decision = await in_thread(desk.open, viewer, decision_id)
    return _file(decision_csv(decision, _lang(request)), "text/csv; charset=utf-8", f"{decision_id}.csv")


@router.get("/staff/decisions/{decision_id}.pdf")
async def one_pdf(
    decision_id: Annotated[Id, Path()],
    request: Request,
    who: Annotated[Principal, Depends(Needs("staff.export"))],
) -> Response:
    """The list as it was shown with the reason of each product, to be printed or sent."""
    service: Service = request.app.state.service
    desk, viewer, lang = Desk(service), _viewer(who, request), _lang(request)
    decision = await in_thread(desk.open, viewer, decision_id)

    def make() -> bytes:
        return decision_pdf(desk, viewer, decision, lang)

    return _file(await desk.run(viewer, "explain", make), "application/pdf", f"{decision_id}.pdf")


@router.get("/owner")
async def owner(request: Request, who: Annotated[Principal, Depends(Needs("staff.overview"))]) -> Response:
    """What drives recommendations, quality, understanding, feedback and health: read, and never computed here."""
    service: Service = request.app.state.service
    shop, may_read = service.shop, RULES["staff.failure_texts"](who)
    note(request, who, "staff.failure_texts", may_read.allowed, may_read.reason)

    def read() -> str:
        overview = read_overview(
            shop.store.engine,
            shop.statistics,
            shop.casefile.asks_back,
            with_texts=may_read.allowed,
            worded=shop.worded(),
        )
        return owner_page(
            shop.name,
            shop.wholes.kept(),
            shop.wholes.running(),
            shop.model_cards(),
            overview,
            _lang(request),
            may_read_texts=may_read.allowed,
        )

    return HTMLResponse(await in_thread(read), headers=_PRIVATE)


@router.post("/owner/overall")
async def compute_overall(
    request: Request, who: Annotated[Principal, Depends(Needs("staff.overview"))]
) -> Response:
    """Starts a process that looks at the newest lists; the page shows it when it is done."""
    del who
    service: Service = request.app.state.service
    await in_thread(service.shop.wholes.start)
    return RedirectResponse("/owner", 303)


def _page(service: Service, lang: str, problem: str = "", name: str = "") -> str:
    provider = (service.settings.oidc.label or say(lang, "oidc_provider")) if service.oidc else ""
    passwords = service.settings.passwords
    return sign_in_page(service.shop.name, lang, problem, name, provider=provider, passwords=passwords)


def is_own(path: str) -> bool:
    """Whether a path below the console's is one of these routes, which have permissions of their own."""
    return path in ("/staff/sign-in", "/staff/sign-out", "/staff/decisions.csv") or path.startswith(
        ("/staff/decisions/", "/staff/oidc/")
    )


def _file(content: str | bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers=_PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _viewer(who: Principal, request: Request) -> Viewer:
    return Viewer(who.subject, who.role, request.scope)


def _lang(request: Request) -> str:
    return preferred_lang(request.headers.get("accept-language", ""))
