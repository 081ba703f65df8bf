"""Office documents as little as they can be: only the parts a reader needs."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def package(parts):
    """A ZIP of parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(**targets):
    """A relationships part: id -> (type, target)."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_TYPE}{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


CORE = (
    _HEAD
    + '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Договор</dc:title>'
    "<dc:creator>Виктор Соколов</dc:creator><cp:lastModifiedBy>Анна Корсак</cp:lastModifiedBy>"
    "<dcterms:created>2022-02-14T09:00:00Z</dcterms:created></cp:coreProperties>"
)
APP = (
    _HEAD
    + '<Properties xmlns="e"><Company>ОАО Заречье</Company><Template>Normal.dotm</Template></Properties>'
)


def docx(body, extra=None, links=None):
    """A Word document of this body XML, with further parts."""
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="t"/>',
        "_rels/.rels": relations(a=("officeDocument", "word/document.xml")),
        "word/document.xml": f"{_HEAD}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(**(links or {})),
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
    }
    return package({**parts, **(extra or {})})


def paragraph(text, run=""):
    """A paragraph of one run."""
    return f"<w:p><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def xlsx(sheets, styles="", extra=None):
    """A workbook: (name, state, sheetData XML) of each sheet."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, state, _) in enumerate(sheets, 1)
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="t"/>',
        "_rels/.rels": relations(a=("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"{_HEAD}<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            **{
                f"r{n}": ("worksheet", f"worksheets/sheet{n}.xml")
                for n in range(1, len(sheets) + 1)
            }
        ),
        "xl/styles.xml": f"{_HEAD}<styleSheet {S}>{styles}</styleSheet>",
        "docProps/core.xml": CORE,
    }
    for n, (_, _, data) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"{_HEAD}<worksheet {S}>{data}</worksheet>"
    return package({**parts, **(extra or {})})


def text_cell(place, text):
    """A cell with its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def pptx(slides, notes=None):
    """A presentation: (text, hidden) of each slide, and notes by slide number."""
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="t"/>',
        "_rels/.rels": relations(a=("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"{_HEAD}<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"r{n}": ("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1)}
        ),
    }
    for n, (text, hidden) in enumerate(slides, 1):
        show = ' show="0"' if hidden else ""
        parts[f"ppt/slides/slide{n}.xml"] = f"{_HEAD}<p:sld {P} {A}{show}>{drawn(text)}</p:sld>"
        if notes and n in notes:
            parts[f"ppt/slides/_rels/slide{n}.xml.rels"] = relations(
                n=("notesSlide", f"../notesSlides/notesSlide{n}.xml")
            )
            parts[f"ppt/notesSlides/notesSlide{n}.xml"] = (
                f"{_HEAD}<p:notes {P} {A}>{drawn(notes[n])}</p:notes>"
            )
    return package(parts)


def drawn(text):
    """A text of a drawing."""
    return f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odf(kind, body, meta=""):
    """An OpenDocument file of a kind (text, spreadsheet, presentation)."""
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"{_HEAD}<office:document-content {ODF}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
            "meta.xml": f"{_HEAD}<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )
