"""What was seized, in the words of sheets: the category and subtype that goods stand for."""

import re
from functools import cache
from types import MappingProxyType

from geo.language import LANGUAGES, catalogue
from geo.schema.vocabularies import CATEGORIES, SUBTYPES
from geo.search import fold

DRUG = "drug_smuggling"
# Words inside a cell, most telling first; (category, subtype).
_GOODS = (
    (r"ยาบ้า|yaba|ya ba|yama|methamphetamine (?:tablet|pill)s?|meth (?:tablet|pill)s?|speed pills?|ຢາບ້າ|យ៉ាម៉ា", (DRUG, "methamphetamine_tablets")),  # noqa: E501
    (r"ไอซ์|ยาไอซ์|crystal|\bice\b|ຢາໄອ|ម៉ាទឹកកក", (DRUG, "crystal_meth_synthetic")),
    (r"เฮโรอีน|heroin|ເຮໂຣອິນ", (DRUG, "heroin")),
    (r"กัญชา|cannabis|marijuana|ganja", (DRUG, "cannabis")),
    (r"เคตามีน|ketamine|\bยาเค\b|คีตามีน", (DRUG, "ketamine")),
    (r"สารตั้งต้น|precursor", (DRUG, "precursor")),
    (r"ยาเสพติด|narcotic|\bdrugs?\b|ฝิ่น|opium|methamphetamine|ยาอี|ecstasy|ຢາເສບຕິດ|គ្រឿងញៀន", (DRUG, "")),  # noqa: E501
    (r"ค้ามนุษย์|human trafficking|trafficking in persons", ("human_trafficking", "")),
    (r"ขนแรงงาน|นำพาคนต่างด้าว|ลักลอบขนคน|people smuggling|migrant smuggling", ("migrant_smuggling", "")),  # noqa: E501
    (r"หลบหนีเข้าเมือง|ลักลอบเข้าเมือง|เข้าเมืองผิดกฎหมาย|ต่างด้าว|irregular (?:migra|cross)|illegal (?:migra|entry|border cross)", ("irregular_migration", "irregular_crossing")),  # noqa: E501
    (r"คอลเซ็นเตอร์|แก๊งคอล|สแกมเมอร์|\bscams?\b|scam cent|call cent|ฉ้อโกงออนไลน์|หลอกลงทุน", ("online_scam", "")),  # noqa: E501
    (r"บัญชีม้า|mule account", ("money_laundering", "mule_account")),
    (r"ฟอกเงิน|money launder|cash courier", ("money_laundering", "")),
    (r"ไม้พะยูง|ไม้สัก|ไม้แปรรูป|ไม้เถื่อน|ไม้หวงห้าม|timber|rosewood|\blogs?\b", ("wildlife_timber", "timber")),  # noqa: E501
    (r"สัตว์ป่า|งาช้าง|ลิ่น|ตัวนิ่ม|wildlife|ivory|pangolin", ("wildlife_timber", "wildlife")),
    (r"อาวุธ|กระสุน|ปืน|ระเบิด|weapons?|firearms?|ammunition|\barms\b|\bguns?\b", ("arms", "weapons")),
    (r"air ?strike|โจมตีทางอากาศ", ("armed_clash", "air_strike")),
    (r"shelling|ยิงปืนใหญ่|ปืน ค\.", ("armed_clash", "shelling")),
    (r"land ?mine|ทุ่นระเบิด|กับระเบิด", ("armed_clash", "landmine")),
    (r"ปะทะ|armed clash|battle|firefight", ("armed_clash", "")),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in _GOODS)


def category_and_subtype(category: str, subtype: str = "", goods: str = "") -> tuple[str, str]:
    """A row's category and subtype from its own words; ("", "") where none is known.

    category and subtype: as written, a word of the vocabulary, its label in a language shipped, or
    a word of the trade. goods: what was seized. Nothing unknown becomes "other".
    """
    named = names().get(fold(category), "") if category else ""
    meant = _meaning(category) if category and not named else ("", "")
    own = fold_subtype(subtype)
    from_goods = _meaning(f"{goods} {subtype}") if goods or subtype else ("", "")
    if named or meant[0]:
        found = named or meant[0]
        inner = own or meant[1] or (from_goods[1] if from_goods[0] == found else "")
        return found, inner
    if category and not from_goods[0]:
        return "", ""
    return (from_goods[0], own or from_goods[1]) if not category else ("", "")


def fold_subtype(text: str) -> str:
    """A subtype of the vocabulary, however spaced; "" for any other word."""
    word = re.sub(r"[\s\-]+", "_", text.strip().lower())
    return word if word in SUBTYPES else ""


def _meaning(text: str) -> tuple[str, str]:
    return next((meant for pattern, meant in _PATTERNS if pattern.search(text)), ("", ""))


@cache
def names() -> MappingProxyType[str, str]:
    """Folded word or label of a category to its word."""
    found: dict[str, str] = {}
    for word in CATEGORIES:
        labels = (catalogue(language).get(f"term.category.{word}") for language in LANGUAGES)
        for name in (word, *(label.singular for label in labels if label)):
            found.setdefault(fold(name), word)
    return MappingProxyType(found)
