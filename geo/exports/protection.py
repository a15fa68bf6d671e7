"""The data-protection summary of an installation as one page to print."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from sqlalchemy import func, select

from geo.briefing.keeping import keeping_table
from geo.briefing.sharing import policy_rows, reader_names
from geo.language import Translator
from geo.messages import Message, message
from geo.release import audience_of_class
from geo.release.masking import RING_M
from geo.release.totals import SMALLEST_COUNT
from geo.store.audit import verify_chain
from geo.store.engine import Store
from geo.store.erasure import erasures_known
from geo.store.installation import installation
from geo.store.ledgers import consent_log
from geo.store.policies import policy_of
from geo.store.tables import disclosure
from geo.viewers import made_for

_STYLE = """
body {font: 11pt/1.45 "Noto Sans", "Noto Sans Thai", sans-serif; color: #26241F;
  max-width: 180mm; margin: 12mm auto;}
h1 {font-size: 18pt; color: #1F3A5F;} h2 {font-size: 12.5pt; margin-top: 7mm; color: #1F3A5F;}
table {border-collapse: collapse; width: 100%; font-size: 9.5pt;}
th, td {border-bottom: .5pt solid #CFCAC0; padding: 1.2mm 2mm; text-align: left;
  vertical-align: top;}
.number {text-align: right; font-variant-numeric: tabular-nums;}
.line {border-top: .5pt solid #26241F; margin-top: 16mm; padding-top: 1mm; width: 70mm;}
@page {size: A4; margin: 14mm;} tr, h2 {break-inside: avoid;} h2 {break-after: avoid;}
"""


def protection_page(
    store: Store, *, translator: Translator, as_of: date, organisation: str = ""
) -> bytes:
    """What is kept, who sees it, how long, what left and what was erased: one HTML page.

    It holds counts and rules, never a record. organisation: as the profile names it, where the
    installation was told none. Errors: StoreError.
    """
    parts = [
        *_head(store, translator, as_of, organisation),
        *_kept(store, translator),
        *_seen(store, translator),
        *_left(store, translator),
        *_erased(store, translator),
        *_checked(store, translator),
    ]
    title = escape(translator(message("protection.title")))
    page = (
        f'<!doctype html><html lang="{translator.language}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )
    return page.encode("utf-8")


def _head(store: Store, write: Translator, as_of: date, organisation: str) -> Iterable[str]:
    held = installation(store)
    who = held.organisation or organisation or write(message("protection.not_stated"))
    home = write.country(held.home_country) or write(message("protection.not_stated"))
    yield f"<h1>{escape(write(message('protection.title')))}</h1>"
    yield _text(write, message("protection.who", organisation=who, country=home, day=as_of))
    yield _text(write, message("protection.purpose"))


def _kept(store: Store, write: Translator) -> Iterable[str]:
    lines = keeping_table(store)
    yield _heading(write, "protection.kept")
    rows = []
    for line in lines:
        kind = write(message(f"sharing.table.{line.table}"))
        if line.origin:
            kind += ", " + write(message(f"term.origin.{line.origin}"))
        any_label = message("sharing.keeping.any")
        label = message(f"term.label.{line.label}") if line.label else any_label
        days = message("protection.days", n=line.keep_days)
        kept = days if line.keep_days else message("protection.no_limit")
        rows.append((kind, write(label), line.records, write(kept)))
    names = [write(message(f"sharing.keeping.{word}")) for word in ("kind", "label", "records")]
    yield _table([*names, write(message("protection.kept_for"))], rows)
    yield _text(write, message("protection.kept_note"))


def _seen(store: Store, write: Translator) -> Iterable[str]:
    policy = policy_of(store)
    yield _heading(write, "protection.seen")
    rows = [(write(label), *map(write, levels)) for label, levels in policy_rows(policy)]
    names = [write(message("sharing.keeping.label")), *map(write, reader_names())]
    yield _table(names, rows)
    near, far = (int(metres / 1000) for metres in RING_M)
    yield _text(write, message("protection.masked", near=near, far=far, k=SMALLEST_COUNT))
    yield _text(write, message("protection.persons"))
    secret = "protection.encrypted" if store.passphrase is not None else "protection.plain"
    on_server = store.engine.dialect.name != "sqlite"
    yield _text(write, message("protection.server" if on_server else secret))


def _left(store: Store, write: Translator) -> Iterable[str]:
    yield _heading(write, "protection.left")
    names, own = (disclosure.c.form, disclosure.c.audience), installation(store).organisation
    statement = select(*names, func.count()).group_by(*names).order_by(*names)
    with store.reading() as connection:
        rows = [
            (
                write(message(f"disclosures.form.{form}")),
                write(made_for(audience_of_class(audience), written=own)),
                int(n),
            )
            for form, audience, n in connection.execute(statement)
        ]
    head = [write(message(f"disclosures.{word}")) for word in ("form", "audience", "records")]
    yield _table(head, rows) if rows else _text(write, message("protection.nothing_left"))
    last = consent_log(store).drop_duplicates("number", keep="last")["answer"].tolist()
    counts = {word: last.count(word) for word in ("granted", "refused", "taken_back", "")}
    yield _text(
        write,
        message(
            "protection.consents", asked=len(last), granted=counts["granted"],
            refused=counts["refused"], taken_back=counts["taken_back"], unanswered=counts[""],
        ),
    )  # fmt: skip


def _erased(store: Store, write: Translator) -> Iterable[str]:
    yield _heading(write, "protection.erased")
    yield _text(write, message("protection.erased_note", n=erasures_known(store)))
    yield _text(write, message("protection.rights"))


def _checked(store: Store, write: Translator) -> Iterable[str]:
    report = verify_chain(store)
    yield _heading(write, "protection.checked")
    whole = "protection.chain_whole" if not report.problems else "protection.chain_broken"
    yield _text(
        write,
        message(whole, n=report.entries, head=report.head, rules=policy_of(store).hash),
    )
    yield f'<p class="line">{escape(write(message("protection.signed")))}</p>'


def _heading(write: Translator, text_id: str) -> str:
    return f"<h2>{escape(write(Message(text_id)))}</h2>"


def _text(write: Translator, text: Message) -> str:
    return f"<p>{escape(write(text))}</p>"


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"
