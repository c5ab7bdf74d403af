"""HTML template in, an archivable and accessible document out: PDF/A-3a and PDF/UA-1 in one file."""

from decisions.pdf.engine import render
from decisions.pdf.standards import Attachment

__all__ = ["Attachment", "render"]
