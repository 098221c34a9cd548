"""Signs with pyHanko: the test PKI of tests/forge and one service, appearances in the layers that iText leaves behind."""
import contextlib
import datetime
import functools
import hashlib
import io
import logging
import os
import pathlib
import random
import tempfile
from dataclasses import dataclass

from asn1crypto import keys as asn1_keys, x509
from cryptography import x509 as cx509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp.base import BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)
HERE = pathlib.Path(__file__).parent
FORGE = HERE.parent / "forge"
HANOI = datetime.timezone(datetime.timedelta(hours=7))
os.environ["SOURCE_DATE_EPOCH"] = "1773600000"  # the moment that fontTools writes into a subset
HOLE = 9856  # hexadecimal digits of /Contents


@contextlib.contextmanager
def same_every_time(seed):
    """pyHanko asks the system for identifiers and nonces; here they follow from the name of the case."""
    state = {"at": 0}

    def bytes_of(count):
        out = b""
        while len(out) < count:
            out += hashlib.sha256(f"{seed}/{state['at']}".encode()).digest()
            state["at"] += 1
        return out[:count]
    real = os.urandom
    os.urandom = bytes_of
    random.seed(seed)  # prefixes of subsets
    try:
        yield
    finally:
        os.urandom = real


@dataclass(frozen=True)
class Holder:
    """Who signs."""
    key: str
    kind: str  # of the certificate
    common_name: str
    email: str = ""


DIRECTOR = Holder("giam-doc", "person", "Trần Minh Khuê", "khuetm.skhcn@thidu.example")
DEPUTY = Holder("pho-giam-doc", "person", "Lý Thu Hạnh", "hanhlt.skhcn@thidu.example")
DEPARTMENT = Holder("so-khcn", "agency", "SỞ KHOA HỌC VÀ CÔNG NGHỆ TỈNH THÍ DỤ", "skhcn@thidu.example")
PORTAL = Holder("portal", "service", "Cổng Thông tin điện tử tỉnh Thí Dụ", "cong@thidu.example")


@functools.cache
def key_of(name):
    folder = HERE / "keys" if (HERE / "keys" / f"{name}.pk8").exists() else FORGE / "keys"
    return (folder / f"{name}.pk8").read_bytes()


@functools.cache
def certificate_of(name):
    """DER; those of the service are made here, the others are the forge's."""
    if name not in ("service-ca", "portal"):
        return (FORGE / "certificates" / f"{name}.cer").read_bytes()
    authority = name == "service-ca"
    issuer_name = "root" if authority else "service-ca"
    issuer = cx509.load_der_x509_certificate(certificate_of(issuer_name))
    names = {
        "service-ca": [(NameOID.ORGANIZATION_NAME, "Đơn vị thử nghiệm KYSOAT"), (NameOID.COMMON_NAME, "CA THỬ NGHIỆM KYSOAT dịch vụ phần mềm")],
        "portal": [(NameOID.LOCALITY_NAME, "Thí Dụ"), (NameOID.ORGANIZATION_NAME, "VĂN PHÒNG UBND TỈNH THÍ DỤ"), (NameOID.COMMON_NAME, PORTAL.common_name)],
    }[name]
    subject = cx509.Name([cx509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), *(cx509.NameAttribute(kind, text) for kind, text in names)])
    private = serialization.load_der_private_key(key_of(name), None)
    builder = (
        cx509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject).public_key(private.public_key())
        .serial_number({"service-ca": 0x5A01000000000004, "portal": 0x753BC73032E80001}[name])
        .not_valid_before(datetime.datetime(2024, 9, 3, 1) if authority else datetime.datetime(2025, 7, 15, 2, 30))
        .not_valid_after(datetime.datetime(2034, 9, 2, 1) if authority else datetime.datetime(2030, 7, 14, 2, 30))
        .add_extension(cx509.BasicConstraints(authority, None), True)
        .add_extension(cx509.KeyUsage(not authority, not authority, not authority, not authority, False, authority, authority, False, False), True)
        .add_extension(cx509.SubjectKeyIdentifier.from_public_key(private.public_key()), False)
        .add_extension(cx509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
    )
    signed = builder.sign(serialization.load_der_private_key(key_of(issuer_name), None), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def trust():
    """name -> DER of what a checker has to trust or to know."""
    return {name: certificate_of(name) for name in ("root", "office-ca", "tsa", "service-ca")}


class Layers(BaseStampStyle):
    """An appearance: /N leads to /FRM, which leads to an empty /n0 and to /n2 with the content."""

    def __new__(cls, *_):
        return object.__new__(cls)

    def __init__(self, content, size, matrix, nesting="itext"):
        for name, value in (("content", content), ("size", size), ("matrix", matrix), ("nesting", nesting)):
            object.__setattr__(self, name, value)

    def create_stamp(self, writer, box, text_params):
        return Applied(self, writer)


class Applied:
    """Writes the layers into an annotation."""

    def __init__(self, style, writer):
        self.style, self.writer = style, writer

    def form(self, data, resources, size, matrix=None):
        entries = {
            pdf_name("/Type"): pdf_name("/XObject"), pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/FormType"): generic.NumberObject(1),
            pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(round(value, 4)) for value in (0, 0, *size)]),
            pdf_name("/Resources"): resources,
        }
        if matrix:
            entries[pdf_name("/Matrix")] = generic.ArrayObject([generic.FloatObject(round(value, 6)) for value in matrix])
        stream = generic.StreamObject(entries, stream_data=data)
        stream.compress()
        return self.writer.add_object(stream)

    def apply_appearance(self, annotation):
        style, size = self.style, self.style.size
        data, resources = style.content(self.writer, size)
        content = self.form(data, resources, size)
        named = lambda **forms: generic.DictionaryObject({pdf_name("/XObject"): generic.DictionaryObject({pdf_name(f"/{name}"): form for name, form in forms.items()})})
        if style.nesting == "flat":  # one form, no layers
            top = self.form(data, resources, size, style.matrix)
        elif style.nesting == "scaled":  # the layers are ten times as large, the outermost brings them back
            large = tuple(value * 10 for value in size)
            frame = self.form(b"q 10 0 0 10 0 0 cm /n2 Do Q\n", named(n2=content), large)
            top = self.form(b"q 0.1 0 0 0.1 0 0 cm /FRM Do Q\n", named(FRM=frame), size, style.matrix)
        elif style.nesting == "stretched":  # the box of the form is half of the annotation's: a reader enlarges it
            half = tuple(value / 2 for value in size)
            frame = self.form(b"q 0.5 0 0 0.5 0 0 cm /n2 Do Q\n", named(n2=content), half)
            top = self.form(b"q 1 0 0 1 0 0 cm /FRM Do Q\n", named(FRM=frame), half, style.matrix)
        elif style.nesting == "deep":
            inner = content
            for _ in range(6):
                inner = self.form(b"q 1 0 0 1 0 0 cm /Fm0 Do Q\n", named(Fm0=inner), size)
            top = self.form(b"q 1 0 0 1 0 0 cm /Fm0 Do Q\n", named(Fm0=inner), size, style.matrix)
        else:
            blank = self.form(b"% DSBlank\n", generic.DictionaryObject(), (100, 100))
            frame = self.form(b"q 1 0 0 1 0 0 cm /n0 Do Q\nq 1 0 0 1 0 0 cm /n2 Do Q\n", named(n0=blank, n2=content), size)
            top = self.form(b"q 1 0 0 1 0 0 cm /FRM Do Q\n", named(FRM=frame), size, style.matrix)
        annotation["/AP"] = generic.DictionaryObject({pdf_name("/N"): top})


def typed(font_bytes, lines):
    """Content written with pyHanko's own Type0 font: (text, x, y, size, skew, colour, render mode)."""
    def content(writer, _size):
        engine = GlyphAccumulatorFactory(font_file=font_file(font_bytes)).create_font_engine(writer)
        out = b""
        for text, x, y, size, skew, colour, mode in lines:
            shaped = engine.shape(text)
            out += b"BT %d Tr %.3f %.3f %.3f rg /F1 %.2f Tf 1 0 %.5f 1 %.3f %.3f Tm %s ET\n" % (mode, *colour, size, skew, x, y, shaped.graphics_ops)
        fonts = generic.DictionaryObject({pdf_name("/F1"): engine.as_resource()})
        return out, generic.DictionaryObject({pdf_name("/Font"): fonts})
    return content


@functools.cache
def font_file(data):
    path = pathlib.Path(tempfile.gettempdir()) / f"kysoat-grid-{hashlib.sha256(data).hexdigest()[:16]}.ttf"
    path.write_bytes(data)
    return str(path)


def imported(pdf_bytes):
    """Content taken over from a one-page PDF: what reportlab drew."""
    def content(writer, _size):
        form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(pdf_bytes)))
        forms = generic.DictionaryObject({pdf_name("/Im0"): form})
        return b"q /Im0 Do Q\n", generic.DictionaryObject({pdf_name("/XObject"): forms})
    return content


@dataclass
class Signing:
    """One signature: who, when, where it is shown and how."""
    holder: Holder
    at: str  # Vietnamese time, 2026-03-16T09:15:24
    box: tuple | None  # on the displayed sheet; None: invisible
    content: object = None
    page: int = 1
    field: str | None = None
    reason: str | None = None
    nesting: str = "itext"
    token: bool = True


def sign(data, view, signings, seed):
    """Signs one after the other, each in a revision of its own."""
    with same_every_time(seed):
        for index, signing in enumerate(signings):
            data = sign_once(data, view, signing, index)
    return data


def sign_once(data, view, signing, index):
    holder = signing.holder
    moment = datetime.datetime.fromisoformat(signing.at).replace(tzinfo=HANOI)
    load = lambda name: x509.Certificate.load(certificate_of(name))
    private = lambda name: asn1_keys.PrivateKeyInfo.load(key_of(name))
    signer = signers.SimpleSigner(load(holder.key), private(holder.key), SimpleCertificateStore())
    stamper = DummyTimeStamper(load("tsa"), private("tsa"), fixed_dt=moment.astimezone(datetime.timezone.utc) + datetime.timedelta(seconds=4)) if signing.token else None
    name = signing.field or f"Signature{index + 1}"
    rect = (0, 0, 0, 0) if signing.box is None else tuple(round(value, 4) for value in view.rect(signing.box))
    meta = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", reason=signing.reason or f"{holder.common_name}<{holder.email}> đã ký lên văn bản này!", location="Thí Dụ",
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED, certify=index == 0, docmdp_permissions=MDPPerm.FILL_FORMS, signer_key_usage=set())
    style = None
    if signing.box is not None:
        left, low, right, high = signing.box
        style = Layers(signing.content, (right - left, high - low), view.turn() if view.rotate and not view.sideways else None, signing.nesting)
    writer = Writer(io.BytesIO(data))
    spec = SigFieldSpec(name, on_page=signing.page - 1, box=rect)
    fields.append_signature_field(writer, spec)
    pdf_signer = FixedTime(meta, signer, timestamper=stamper, stamp_style=style, moment=moment)
    out = io.BytesIO()
    pdf_signer.sign_pdf(writer, output=out, existing_fields_only=True, bytes_reserved=HOLE)
    return out.getvalue()


class Writer(IncrementalPdfFileWriter):
    """A writer that leaves the date of the last change alone: it would take it from the clock."""

    def _update_meta(self):
        pass


class FixedTime(signers.PdfSigner):
    """A signer whose clock stands still."""

    def __init__(self, *args, moment, **kwargs):
        super().__init__(*args, **kwargs)
        self.moment = moment

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.moment
        return session
