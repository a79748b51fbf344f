"""The page on which staff sign in: plain HTML that needs no script."""

from __future__ import annotations

from html import escape

from whythis.ui.console.texts import say
from whythis.ui.report import whole_page


def sign_in_page(
    shop: str, lang: str, problem: str = "", name: str = "", *, provider: str = "", passwords: bool = True
) -> str:
    """HTML. `name` is given back to whoever mistyped; the password is not.

    Args:
        provider: the name of the OpenID Connect provider, where one is set up.
        passwords: whether one may sign in with name and password.
    """
    told = f'<div class="wt-error" role="alert"><p>{escape(problem)}</p></div>' if problem else ""
    elsewhere = (
        f'<p class="wt-actions"><a class="wt-file" href="/staff/oidc/start">'
        f"{escape(say(lang, 'oidc_sign_in', provider=provider))}</a></p>"
        if provider
        else ""
    )
    body = (
        f'<div class="wt-sign-in"><h1>{escape(say(lang, "sign_in"))}</h1>'
        f'<p class="wt-note">{escape(say(lang, "sign_in_about", shop=shop))}</p>{told}{elsewhere}'
        f"{_form(lang, name) if passwords else ''}</div>"
    )
    return whole_page(say(lang, "title", shop=shop), body, lang, cls="wt-console", styles=("console.css",))


def _form(lang: str, name: str) -> str:
    return (
        '<form method="post" action="/staff/sign-in">'
        f'<label><span>{escape(say(lang, "name"))}</span><input type="text" name="name" required maxlength="64" '
        f'autocomplete="username" autocapitalize="none" spellcheck="false" value="{escape(name)}"'
        f"{'' if name else ' autofocus'}></label>"
        f'<label><span>{escape(say(lang, "password"))}</span><input type="password" name="password" required '
        f'maxlength="256" autocomplete="current-password"{" autofocus" if name else ""}></label>'
        f'<button class="wt-primary">{escape(say(lang, "sign_in"))}</button></form>'
    )
