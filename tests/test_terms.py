"""Keywords and term frequencies: the table of cases in `cases/keywords.md`, user dictionaries, what jieba may not do, threads, time."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

import jyparse
from jyparse import Keyword, lexicon
from jyparse.lexicon import words
from jyparse.phrases.segmenter import segmenter
from tests.test_phrases import NASTY, NOTHING, rows

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "jiangyin.html"
CASES = list(rows("keywords"))


def found(text: str, **arguments: object) -> list[str]:
    return [one.word for one in jyparse.keywords(text, None, **arguments)]  # type: ignore[arg-type]


def written(one: Keyword) -> str:
    return f"{one.word} {one.count}" if one.count > 1 else one.word


def run(code: str) -> str:
    """What a fresh interpreter prints; whatever goes to its standard error fails the test."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_keywords_of_a_text(said: str, expected: str) -> None:
    keywords = jyparse.keywords(said, None)
    assert [written(one) for one in keywords] == ([] if expected == NOTHING else expected.split("; "))
    assert all(said[slice(*one.span)] == one.word for one in keywords)


def test_there_are_enough_cases() -> None:
    assert len({said for said, _ in CASES}) == len(CASES) >= 30


def test_blanks_and_lines_part_words() -> None:
    assert found("光伏\n水稻\t苗木\r\n\u3000水库") == ["苗木", "光伏", "水库", "水稻"]
    assert found("智慧\n水务 " * 5) == ["水务", "智慧"]
    assert found(" \n\t") == found("，。；") == found("") == []


def test_weights_are_tf_idf() -> None:
    rice, solar = jyparse.keywords("水稻、水稻、水稻、光伏")
    cutter = segmenter()
    assert rice.weight == 3 / 4 * cutter.idf("水稻")
    assert solar.weight == 1 / 4 * cutter.idf("光伏")
    assert jyparse.keywords("水稻、水稻、水稻、光伏", 1) == (rice,)
    assert jyparse.keywords("水稻", 0) == ()
    with pytest.raises(ValueError, match="top"):
        jyparse.keywords("水稻", -1)
    with pytest.raises(ValidationError):
        rice.count = 2


def test_a_term_is_as_rare_as_its_rarest_piece() -> None:
    cutter = segmenter()
    assert cutter.idf("高质量发展") == cutter.idf("高质量") > cutter.idf("发展")


def test_a_section_has_its_own_keywords_with_their_place_in_the_document() -> None:
    page = "<p>关于发展的通知</p><p>一、水利</p><p>加固水库，水库除险。</p><p>二、林业</p><p>栽植苗木。</p>"
    document = jyparse.loads(page)
    first, second = ([one.word for one in jyparse.keywords(section)] for section in document.sections)
    assert first[0] == "水库"
    assert "苗木" in second
    for source in (document, document.main, *document.sections):
        assert source is not None
        assert all(document.text[slice(*one.span)] == one.word for one in jyparse.keywords(source))


def test_term_frequencies_of_sections() -> None:
    page = """<p>某区规划</p><p>一、水利</p><p>（一）水库</p><p>加固水库，渔光互补。</p><p>（二）河道</p><p>疏浚河道，渔光互补。</p>
    <p>二、能源</p><p>渔光互补，光伏3座。</p>"""
    document = jyparse.loads(page)
    water, energy = jyparse.term_frequencies(document)
    assert (water.path, water.title, energy.title) == (("一、",), "水利", "能源")
    assert [(one.word, one.count) for one in water.terms][:3] == [("水库", 2), ("渔光互补", 2), ("河道", 2)]
    assert [(one.word, one.count) for one in energy.terms] == [("能源", 1), ("渔光互补", 1), ("光伏", 1)]
    assert energy.total == 3
    assert all(document.text[slice(*one.span)] == one.word for one in water.terms)
    below = jyparse.term_frequencies(document.sections[0])
    assert [one.path for one in below] == [("一、", "（一）"), ("一、", "（二）")]
    assert jyparse.term_frequencies(document.sections[1]) == ()
    assert document.main is not None
    assert jyparse.term_frequencies(document.main) == (water, energy)


def test_words_of_the_user_are_kept_whole(tmp_path: Path) -> None:
    text = "菁英人才引育工程、全面提升、3D打印"
    assert "菁英人才引育工程" not in found(text)
    assert "菁英人才引育工程" in found(text, dictionary=["菁英人才引育工程"])
    path = tmp_path / "词典.txt"
    path.write_text("\ufeff菁英人才引育工程 1000 nz\n\n3D打印\n提升\n", encoding="utf8")
    for some in (path, str(path)):
        assert {"菁英人才引育工程", "3D打印", "提升"} <= set(found(text, dictionary=some))
    path.write_text("人才引育 5000\n", encoding="utf8")
    assert "人才引育" in found(text, dictionary=path), "a changed file is read again"
    assert "菁英人才引育工程" not in found(text), "nothing is left behind"


def test_a_word_can_be_taken_out() -> None:
    assert found("营商环境", dictionary=["营商环境 0"]) != ["营商环境"] == found("营商环境")


def test_stop_words_of_the_user(tmp_path: Path) -> None:
    assert found("水库与光伏", stop_words=["水库"]) == ["光伏"]
    path = tmp_path / "stop.txt"
    path.write_text("光伏\n", encoding="utf8")
    assert found("水库与光伏", stop_words=path) == ["水库"]
    assert found("渔光互补，" * 3, stop_words=["渔光互补"]) == []


@pytest.mark.parametrize("entry", ["词" * 65, "词" * 100_000, "词 1234567890"])
def test_what_is_no_word_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        jyparse.keywords("水库", dictionary=[entry])


def test_terms_of_the_field_are_whole_and_were_not() -> None:
    groups = lexicon.table("terms")["group"]
    assert all(group["name"] and group["source"] for group in groups)
    printed = [term for group in groups for term in group["terms"]]
    assert len(set(printed)) == len(printed) >= 200
    import jieba

    path = Path(jieba.__file__).parent / "dict.txt"
    known = {line.split(" ")[0] for line in path.read_text(encoding="utf8").splitlines()}
    assert known.isdisjoint(printed)
    cutter = segmenter()
    assert [term for term in printed if [token.word for token in cutter.cut(term)] != [term]] == []


def test_no_word_is_of_two_kinds() -> None:
    terms = frozenset(words.policy_terms())
    assert words.stop_words().isdisjoint(terms)
    assert words.general_words().isdisjoint(terms)
    assert words.stop_words().isdisjoint(words.general_words())


def test_jieba_is_loaded_by_the_first_call_alone() -> None:
    code = f"""
import sys, jyparse
doc = jyparse.load({str(SAMPLE)!r}); doc.model_dump_json(); jyparse.quantities(doc); jyparse.keywords
print("jieba" in sys.modules)
jyparse.keywords("水库")
print("jieba" in sys.modules, "jieba.analyse" in sys.modules, "jieba.posseg" in sys.modules)
"""
    assert run(code).split() == ["False", "True", "False", "False"]


def test_jieba_is_silent_and_as_it_was() -> None:
    code = """
import logging, os, tempfile
folder = tempfile.mkdtemp()
tempfile.tempdir = folder
import jyparse
jyparse.keywords("高质量发展", dictionary=["高质量 0", "水库群 5"])
import jieba, jieba.finalseg
print(jieba.dt.initialized, len(jieba.dt.FREQ), len(jieba.finalseg.Force_Split_Words), os.listdir(folder))
jieba.setLogLevel(logging.ERROR)
jieba.add_word("水库泵")
jieba.del_word("营商环境")
print([one.word for one in jyparse.keywords("水库泵，营商环境")])
"""
    first, second = run(code).splitlines()
    assert first == "False 0 0 []"
    assert second == "['营商环境', '水库']"


def test_sixteen_threads_load_jieba_once() -> None:
    code = f"""
from concurrent.futures import ThreadPoolExecutor
import jyparse
from jyparse.phrases import segmenter
calls = []
read = segmenter._read_dictionary
segmenter._read_dictionary = lambda path: calls.append(1) or read(path)
doc = jyparse.load({str(SAMPLE)!r})
with ThreadPoolExecutor(16) as pool:
    found = list(pool.map(lambda n: jyparse.keywords(doc, dictionary=["上下游"] if n % 2 else None), range(32)))
print(len(calls), len(set(map(str, found[::2]))), len(set(map(str, found[1::2]))))
"""
    assert run(code).split() == ["1", "1", "1"]


def test_threads_change_nothing() -> None:
    document = jyparse.load(SAMPLE)
    alone = jyparse.keywords(document), jyparse.term_frequencies(document)
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda _: (jyparse.keywords(document), jyparse.term_frequencies(document)), range(32)))
    assert together == [alone] * 32


@pytest.mark.parametrize(
    "piece", [*NASTY, "高质量发展", "水", "水库", "产城融合", "的", "A", "A.", "-", "\n", "\U00020000"]
)
def test_repeated_pieces_take_linear_time(piece: str) -> None:
    jyparse.keywords("水库")
    start = time.process_time()
    jyparse.keywords(piece * 30_000)
    assert time.process_time() - start < 10


def test_nothing_is_left_in_the_folder_for_temporary_files() -> None:
    before = set(Path(tempfile.gettempdir()).glob("jieba*"))
    jyparse.keywords("水库", dictionary=["水库群"])
    assert set(Path(tempfile.gettempdir()).glob("jieba*")) == before
