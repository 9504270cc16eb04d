"""Bytes → text, by a fixed ladder: BOM, strict UTF-8, what the caller says, what the page declares, strict GB18030, Big5.

Detectors are not asked: their answer on these pages is no better, and depends on which of them is installed.
The gb* labels mean GB18030 (GB2312 and GBK are its subsets, and pages print more than they declare).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import webencodings

from jyparse import lexicon
from jyparse.model import Diagnostic

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_HEAD = 20_000
_SAMPLE = 20_000
_WIDE = ("utf-16", "utf-32")
_WESTERN = ("ascii", "us-ascii", "iso8859", "latin", "cp125", "koi8", "mac")
_DOUBLE = ("gb18030", "big5hkscs")
_HAN = re.compile("[㐀-鿿]")
_LONGEST_CUT = 3
_ODD = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# The most frequent characters of modern Chinese in both scripts: a wrong reading of Big5 as GB18030 holds few of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照參這個時來為國會發產動對學經進種過後現實電質開關與體點從業還應當無題變員軍總設級統見計別論運農區強決幹戰則據處隊門東導壓爭濟極聯認權證轉單風帶場車務萬積報鬥確張馬節話溫傳許廣記觀織裝眾書復兒須際驗連斷難礦備辦習響約勞歷構稱準維劃選標寫親廳養層專狀廠識適屬圓調滿縣"
)


@dataclass(slots=True)
class Decoded:
    """The text of a page, the encoding that it was in, and what was odd about it."""

    text: str
    encoding: str
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def conflict(self, said: str) -> None:
        """Adds a diagnostic: what was said of the encoding is not so."""
        self.diagnostics.append(lexicon.diagnostic("encoding-conflict", said))


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of `data`; `encoding` is what the server or the caller says, which a BOM and strict UTF-8 overrule."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _with(data[len(bom) :], name)
    told = _codec(encoding) if encoding else None
    if told and told.startswith(_WIDE):
        return _with(data, told)
    if wide := _utf16_without_bom(data):
        return _with(data, wide)
    said = {"the caller says": told, "the page declares": _declared(data)}
    decoded = _by_ladder(data, [name for name in said.values() if name])
    if not decoded.text.isascii():
        if encoding and not told:
            decoded.conflict(f"“{encoding}” is no encoding that is known; the page is read as {decoded.encoding}")
        for who, other in said.items():
            if other and other != decoded.encoding:
                decoded.conflict(f"{who} {other} but it is in {decoded.encoding}")
    return decoded


def _by_ladder(data: bytes, said: list[str]) -> Decoded:
    """The first encoding in which all of the data is text; a Western one, which fits anything, comes last."""
    east = [name for name in said if not name.startswith(_WESTERN)]
    if (text := _strictly(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    if _is_damaged_utf8(data):
        return _with(data, "utf-8")
    for name in dict.fromkeys((*east, "gb18030", "big5hkscs")):
        if (text := _strictly(data, name)) is not None:
            return _likeliest(data, Decoded(text, name)) if name in _DOUBLE else Decoded(text, name)
    west = next((name for name in said if name.startswith(_WESTERN)), None)
    return _with(data, west or _least_damage(data, east))


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of it is whole characters of UTF-8: other encodings leave hardly any."""
    sample = data[:_SAMPLE].decode("utf-8", "replace")
    return sample.count("\ufffd") * 3 < len(_HAN.findall(sample))


def _likeliest(data: bytes, strict: Decoded) -> Decoded:
    """Strictness cannot tell GB18030 from Big5: the frequency of characters can."""
    read = ((name, _strictly(data, name)) for name in _DOUBLE if name != strict.encoding)
    others = [Decoded(text, name) for name, text in read if text is not None]
    best = max(others, key=lambda other: _commonness(other.text), default=strict)
    return best if _commonness(best.text) > 2 * _commonness(strict.text) else strict


def _codec(label: str) -> str | None:
    """The Python codec for a label of the WHATWG Encoding Standard; every gb* is GB18030."""
    found = webencodings.lookup(label)
    name = found.codec_info.name if found else label.strip().lower()
    if name.startswith(("gb", "hz")) or label.lower().startswith("gb"):
        return "gb18030"
    if name == "big5":
        return "big5hkscs"
    try:
        b" ".decode(name, "ignore")  # codecs of Python that decode no page raise: base64, undefined
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def _declared(data: bytes) -> str | None:
    """What a `<meta>` or the XML declaration near the head of the page says."""
    match = _DECLARED.search(data, 0, _HEAD)
    name = _codec(match[1].decode("ascii", "replace")) if match else None
    # a declaration that could be read as ASCII is not in UTF-16 (HTML standard, prescan)
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 without a BOM: markup in it has a NUL in every other byte."""
    sample = data[:_HEAD]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) > 3 and max(even, odd) * 8 > len(sample) and max(even, odd) > 20 * min(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _strictly(data: bytes, name: str) -> str | None:
    """The text, if the bytes are in that encoding; a last character that was cut off is let go."""
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        if error.start < len(data) - _LONGEST_CUT or error.start == 0:
            return None
        return data[: error.start].decode(name)


def _commonness(text: str) -> float:
    """The share of frequent characters among the Chinese ones."""
    han = _HAN.findall(text, 0, _SAMPLE)
    return sum(c in _COMMON for c in han) / len(han) if han else 0.0


def _least_damage(data: bytes, said: list[str]) -> str:
    """The encoding that leaves the fewest bytes undecoded."""
    sample = data[:_SAMPLE]
    names = dict.fromkeys(("utf-8", *said, "gb18030"))
    return min(names, key=lambda name: sample.decode(name, "replace").count("\ufffd"))


def _with(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    decoded = Decoded(text, name)
    if (lost := text.count("\ufffd")) and lost > data.count("\ufffd".encode()):
        decoded.diagnostics.append(
            lexicon.diagnostic("undecodable", f"{lost} characters cannot be read as {name}; give the right encoding")
        )
    return decoded


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def odd_characters(lines: Iterable[str]) -> int:
    """How many private-use characters and U+FFFD stand in the lines."""
    return sum(len(_ODD.findall(line)) for line in lines if "\ufffd" in line or not line.isprintable())
