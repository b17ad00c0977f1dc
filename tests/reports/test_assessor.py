"""The assessors' report: what it says of each clause, and that both files hold it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as Sheet

from detectors.registry import detectors
from detectors.rules.catalogue import catalogue
from evidence.confirmations import Confirmation, add_confirmation
from evidence.errors import EvidenceError
from evidence.recording import Recording
from reports.assessor import pdf as pdf_module
from reports.assessor.content import assessor_document
from reports.assessor.criteria import LIMITS, criterion
from reports.assessor.document import Document, Excerpt, Heading, Paragraph, Pictures, Signatures, Table
from reports.assessor.docx import docx_file
from reports.assessor.pdf import pdf
from reports.confirming import retried
from tests.reports.decided import decide
from tests.reports.spoiled import spoiled
from tests.reports.staged import IMEI, NAME, findings_of, staged


@pytest.fixture(scope="module")
def document(shop: Recording) -> Document:
    return assessor_document(shop, findings_of(shop))


@pytest.fixture(scope="module")
def sheet(document: Document) -> Sheet:
    return docx.Document(io.BytesIO(docx_file(document)))


def texts(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.header)
    for block in (document.facts, *document.blocks):
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Table():
                yield from (*block.head, *(cell.text for row in block.rows for cell in row))
            case Pictures():
                yield from (picture.caption for picture in block.pictures)
            case Excerpt():
                yield from (block.title, "".join(text for text, _ in block.runs))
            case _:
                pass


def said(document: Document) -> str:
    return "\n".join(texts(document))


def written(sheet: Sheet) -> str:
    """All text of the body of a DOCX file."""
    return "\n".join("".join(line.itertext()) for line in sheet.element.body.iter("{*}p"))


def test_every_clause_has_its_law_text_word_for_word(shop: Recording, document: Document) -> None:
    quotes = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.style == "quote"]
    assert quotes == [catalogue().rule(one.rule).text_zh for one in findings_of(shop).findings]


def test_a_clause_says_how_it_was_tested_and_with_which_threshold(document: Document) -> None:
    whole = said(document)
    assert "没有拒绝的选项；或以使用代替同意" in whole and "检测器 staged 第 1 版" in whole
    assert "从主界面出发，多于 4 次点击为违规" in whole and "条文原文" in whole
    assert "弹窗只有“同意并继续”" in whole and "观察不完整" in whole
    for title in (
        "一、结论摘要",
        "二、结论汇总表",
        "三、检测对象与方法",
        "五、覆盖与局限",
        "六、证据的完整性",
        "七、签署",
    ):
        assert title in whole
    assert Signatures(("检测人", "复核人", "批准人")) == document.blocks[-1]


def test_evidence_has_pictures_and_marked_masked_excerpts(document: Document) -> None:
    pictures = [picture for block in document.blocks if isinstance(block, Pictures) for picture in block.pictures]
    assert any("弹窗只有同意，没有拒绝" in picture.caption for picture in pictures)
    hits = [text for block in document.blocks if isinstance(block, Excerpt) for text, hit in block.runs if hit]
    assert hits and any("•" in text for text in hits)
    assert IMEI not in said(document) and NAME not in said(document)


def test_values_are_shown_when_asked_for_and_the_cover_says_so(shop: Recording) -> None:
    shown = said(assessor_document(shop, findings_of(shop), show_values=True))
    assert IMEI in shown and "按要求如实显示" in shown


def test_every_rule_that_is_judged_has_its_criterion_and_limits_in_chinese() -> None:
    for rule, _ in detectors():
        assert re.search("[\u4e00-\u9fff]", criterion(rule)), rule
        assert set(catalogue().rule(rule).thresholds) <= set(LIMITS), rule


def test_the_docx_opens_with_cover_tables_pictures_and_page_numbers(document: Document, sheet: Sheet) -> None:
    whole = written(sheet)
    for text in texts(document):
        for line in text.splitlines():
            assert line in whole or line == document.header, line
    assert len(sheet.inline_shapes) == sum(
        len(block.pictures) for block in document.blocks if isinstance(block, Pictures)
    )
    footer = "".join(sheet.sections[1].footer.paragraphs[0]._p.itertext())
    assert "PAGE" in footer and "NUMPAGES" in footer
    assert not "".join(sheet.sections[0].footer.paragraphs[0]._p.itertext()), "the cover has no number"


def test_the_pdf_is_whole_and_equal_documents_give_equal_bytes(document: Document) -> None:
    data = pdf(document)
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    assert pdf(document) == data and docx_file(document) == docx_file(document)


def test_hostile_words_stay_words(shop: Recording) -> None:
    findings = spoiled(findings_of(shop), '#import "/etc/passwd" $x$ \\ *b* ] } <w:p/> \x00\ufffe\ud800\u202e ' + IMEI)
    spoiled_document = assessor_document(shop, findings)
    assert IMEI not in said(spoiled_document) and "\u202e" not in said(spoiled_document)
    assert pdf(spoiled_document).startswith(b"%PDF-")
    assert '#import "/etc/passwd" $x$' in written(docx.Document(io.BytesIO(docx_file(spoiled_document))))


def test_very_long_words_are_cut_and_much_evidence_is_counted(shop: Recording) -> None:
    findings = findings_of(shop)
    first = findings.findings[0]
    many = first.model_copy(update={"verdict": "violation", "evidence": findings.of("app-2019/3.4").evidence * 40})
    made = assessor_document(shop, findings.model_copy(update={"findings": (many,)}))
    assert "另有 74 处证据未列出" in said(made)
    long = assessor_document(shop, spoiled(findings, "A" * 100_000))
    assert len(said(long)) < 200_000
    assert len(pdf(replace(long, blocks=long.blocks[:40]))) < 5_000_000


def test_without_a_chinese_font_one_line_says_so(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "_SANS", ())
    monkeypatch.setattr(pdf_module, "_SERIF", ())
    with pytest.raises(EvidenceError, match=r"install one .*fonts-noto-cjk"):
        pdf(document)


def test_gaps_decisions_and_a_second_run_are_told(tmp_path: Path) -> None:
    recording = staged(tmp_path / "r", outcome=None)
    findings = findings_of(recording)
    decide(recording, findings, "app-2019/3.4", "reject", "另有拒绝入口", by="王芳")
    again = retried(recording.info.app.package, findings, findings)
    add_confirmation(recording.folder, Confirmation(at="2025-11-21T10:00:00+08:00", retried=again))
    whole = said(assessor_document(recording, findings))
    assert "录制被截断，没有正常结束" in whole and "pinned.example（1 次）" in whole
    assert "已驳回" in whole and "王芳" in whole and "另有拒绝入口" in whole
    assert "已复现" in whole
