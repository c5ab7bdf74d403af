"""From WeasyPrint's PDF/A-3a to a file that is PDF/UA-1 as well. WeasyPrint has no variant that is both.

What is mended, with pikepdf's public interface alone: the mark of PDF/UA and its extension schema in the metadata
(ISO 14289-1, ISO 19005-3 6.6.2.3); the scope of table heads (ISO 14289-1, 7.5); the body of list items (7.6); running
heads and page numbers, which are drawn as content outside the structure and must be artifacts (7.1). Attachments are
put in here (ISO 19005-3, 6.8).
"""

import datetime
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import AttachedFileSpec, ContentStreamInstruction, Dictionary, Name, Pdf

Place = tuple[int, int]
"""What names a page inside the file: object number and generation."""

ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


@dataclass(frozen=True)
class Attachment:
    """A file inside the document: its data for machines."""

    name: str
    content: bytes
    media_type: str
    description: str


def conform(raw: bytes, *, attachments: Sequence[Attachment], at: datetime.datetime) -> bytes:
    """The file with everything above in order. Same input, same bytes."""
    with Pdf.open(io.BytesIO(raw)) as pdf:
        _say_that_it_is_accessible(pdf)
        _give_heads_their_scope(pdf)
        _give_list_items_their_body(pdf)
        _set_aside_running_heads(pdf)
        _attach(pdf, attachments, at)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _say_that_it_is_accessible(pdf: Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", ACCESSIBLE)
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def elements(pdf: Pdf) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree."""
    waiting = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(child for child in element.K if isinstance(child, Dictionary) and Name.S in child)


def _give_heads_their_scope(pdf: Pdf) -> None:
    for element in elements(pdf):
        if element.S == Name.TH:
            section = element.P.P
            element.A.Scope = Name.Column if str(section.S) == "/THead" else Name.Row


def _give_list_items_their_body(pdf: Pdf) -> None:
    """A list item holds a label and a body, nothing else; a paragraph in an item comes without one."""
    for element in list(elements(pdf)):
        if element.S == Name.LI:
            strays = [child for child in element.K if str(child.S) not in {"/Lbl", "/LBody"}]
            if strays:
                _gather(pdf, element, strays)


def _gather(pdf: Pdf, item: pikepdf.Object, strays: list[pikepdf.Object]) -> None:
    body = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=pikepdf.Array(strays))
    )
    for child in strays:
        child.P = body
    places = {child.objgen for child in strays}
    item.K = pikepdf.Array([*(child for child in item.K if child.objgen not in places), body])


def _set_aside_running_heads(pdf: Pdf) -> None:
    """Marked content that no element of the structure holds is what stands in the margins."""
    used = _content_in_structure(pdf)
    parents = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    for page in pdf.pages:
        held = used[page.obj.objgen]
        instructions = [_as_artifact(step, held) for step in pikepdf.parse_content_stream(page)]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        elements = parents[page.StructParents]
        for number in range(len(elements)):
            if number not in held:
                elements[number] = None


def _content_in_structure(pdf: Pdf) -> dict[Place, set[int]]:
    """By page: the numbers of the marked content that the structure holds."""
    used: dict[Place, set[int]] = defaultdict(set)
    for element in elements(pdf):
        for child in element.K:
            if isinstance(child, int):
                used[element.Pg.objgen].add(child)
    return used


def _as_artifact(
    step: ContentStreamInstruction | pikepdf.ContentStreamInlineImage, held: set[int]
) -> ContentStreamInstruction | pikepdf.ContentStreamInlineImage:
    if str(step.operator) != "BDC" or Name.MCID not in step.operands[1] or int(step.operands[1].MCID) in held:
        return step
    return ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], pikepdf.Operator("BDC"))


def _attach(pdf: Pdf, attachments: Sequence[Attachment], at: datetime.datetime) -> None:
    if not attachments:
        return
    stamp = at.astimezone(datetime.UTC).strftime("D:%Y%m%d%H%M%SZ")
    for attachment in attachments:
        file = AttachedFileSpec(
            pdf,
            attachment.content,
            filename=attachment.name,
            description=attachment.description,
            mime_type=attachment.media_type,
            creation_date=stamp,
            mod_date=stamp,
        )
        file.relationship = Name.Data
        pdf.attachments[attachment.name] = file
    pdf.Root.AF = pikepdf.Array([pdf.attachments[attachment.name].obj for attachment in attachments])
