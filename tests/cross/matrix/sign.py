"""Small PDFs, and signing them with pyHanko so that every run gives the same bytes."""
import contextlib, datetime, io, os, random, secrets

import pikepdf
from asn1crypto import algos, cms, core, keys as asn1_keys, x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from freezegun import freeze_time
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import pdf_byterange
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

import pki

name, Name = generic.pdf_name, pikepdf.Name
BOX = (300, 400, 402, 440)
asn1 = lambda party: asn1_x509.Certificate.load(party.der)
private = lambda party: asn1_keys.PrivateKeyInfo.load(party.key.private_bytes(
    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


@contextlib.contextmanager
def fixed(seed, when):
    """The clock stands still, and random bytes depend on the seed."""
    numbers, kept = pki.seeded(seed), (os.urandom, secrets.token_bytes)
    os.urandom = secrets.token_bytes = lambda count=32: numbers.randbytes(count)
    try:
        with freeze_time(when.replace(tzinfo=None)):
            yield
    finally:
        os.urandom, secrets.token_bytes = kept


# ---------------------------------------------------------------- files to sign
def base(streams=False, linear=False, rotate=0, version="1.7", tagged=False, form=False):
    """One page with a line of text, and a text field `amount` where asked for."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(b"BT /F1 13 Tf 85 760 Td (Tong kinh phi 100 trieu dong) Tj ET")
    font = pdf.make_indirect(pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman")))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if rotate:
        page.Rotate = rotate
    if form:
        look = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 120, 20])
        text = pdf.make_indirect(pikepdf.Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="amount", V="100", F=4,
                                                    Rect=[80, 640, 200, 660], DA="/F1 10 Tf 0 g", P=page.obj, AP=pikepdf.Dictionary(N=look)))
        page.Annots = pdf.make_indirect(pikepdf.Array([text]))
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([text]), DA="/F1 10 Tf 0 g"))
    if tagged:
        tree = pdf.make_indirect(pikepdf.Dictionary(Type=Name.StructTreeRoot))
        document = pdf.make_indirect(pikepdf.Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=pikepdf.Array([])))
        tree.K = document
        tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array([])))
        tree.ParentTreeNextKey = 0
        pdf.Root.StructTreeRoot = tree
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    pdf.save(out, object_stream_mode=mode, linearize=linear, deterministic_id=True, force_version=version)
    return out.getvalue()


def hybrid():
    """A cross-reference table for old programs, with a cross-reference stream beside it (ISO 32000-1, 7.5.8.4)."""
    out, offsets = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), {}

    def add(number, body):
        offsets[number] = len(out)
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    stream = lambda entries, data: b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
    add(1, b"<</Type/Catalog/Pages 2 0 R>>")
    add(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    add(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>>>>>")
    add(4, stream(b"", b"BT /F1 13 Tf 85 760 Td (Tong kinh phi 100 trieu dong) Tj ET"))
    packed = b"6 0 <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
    add(5, stream(b"/Type/ObjStm/N 1/First 4", packed))
    rows = b"".join([b"\x02\0\x05\0"])
    add(7, stream(b"/Type/XRef/Size 8/W[1 2 1]/Index[6 1]", rows))
    table = len(out)
    out.extend(b"xref\n0 8\n0000000006 65535 f \n")
    for number in range(1, 8):
        out.extend(b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n")
    out.extend(b"trailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (offsets[7], table))
    return bytes(out)


def encrypt(data, **how):
    """With an empty user password."""
    from pyhanko.pdf_utils.crypt import StandardSecurityHandler, StandardSecuritySettingsRevision
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer
    with fixed("encrypt", pki.SIGNED):
        made = copy_into_new_writer(PdfFileReader(io.BytesIO(data)))
        if how.get("aes256"):
            made.encrypt("chu", "")
        else:
            handler = StandardSecurityHandler.build_from_pw_legacy(
                rev=StandardSecuritySettingsRevision(how["rev"]), id1=made._document_id[0].original_bytes, desired_owner_pass="chu", desired_user_pass="", keylen_bytes=16,
                use_aes128=how["aes128"])
            made.security_handler = handler
            made._encrypt = made.add_object(handler.as_pdf_object())
        out = io.BytesIO()
        made.write(out)
        return out.getvalue()


# ---------------------------------------------------------------- signing
class Signer(signers.SimpleSigner):
    """Signs as pyHanko does, with values that come out the same, and lets `craft` work on the finished CMS."""

    def __init__(self, party, others=(), craft=None, digest="sha256", salt=None):
        store = SimpleCertificateStore()
        store.register_multiple([asn1(one) for one in others])
        mechanism = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}) if digest.startswith("sha3_") else None
        if salt is not None:
            mechanism = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams({
                "hash_algorithm": {"algorithm": digest}, "salt_length": salt,
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}}})})
        super().__init__(asn1(party), private(party), store, signature_mechanism=mechanism, embed_roots=False)
        self.party, self.craft, self.salt, self.digest = party, craft, salt, digest

    def sign_raw(self, data, digest_algorithm):
        return pki.raw_signature(self.party.key, data, digest_algorithm, self.salt)

    async def async_sign(self, *arguments, dry_run=False, **more):
        made = await super().async_sign(*arguments, dry_run=dry_run, **more)
        return self.craft(made, self) if self.craft and not dry_run else made


class PdfSigner(signers.PdfSigner):
    """Signs although an earlier signature forbids it."""

    def _enforce_certification_constraints(self, reader):
        pass


class Raw:
    """Bytes where pyHanko expects a CMS structure."""

    def __init__(self, data):
        self.dump = lambda force=False: data


class Stamper(DummyTimeStamper):
    """`spoil` stamps something else."""

    def __init__(self, party, when, others=(), spoil=False):
        store = SimpleCertificateStore()
        store.register_multiple([asn1(one) for one in others])
        super().__init__(asn1(party), private(party), store, fixed_dt=when)
        self.spoil = spoil

    def request_tsa_response(self, req):
        if self.spoil:
            imprint = req["message_imprint"]
            imprint["hashed_message"] = bytes(reversed(imprint["hashed_message"].native))
        return super().request_tsa_response(req)


def writer(data, password=False):
    update = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if password:
        update.encrypt("")
    return update


def sign(data, party=None, field="S1", sub="cades", digest="sha256", salt=None, stamp=None, spoil=False, certify=None, lock=None,
         box=None, others=None, craft=None, when=pki.SIGNED, password=False, reserved=None, seed="", entries=None, edit=None):
    """Signs `data` by `party` at `when`; `stamp` is a party that timestamps 38 s later."""
    party = party or pki.signer["rsa2048"]
    with fixed(f"{field}{seed}", when):
        update = writer(data, password)
        if edit:
            edit(update)
        if box or lock:
            fields.append_signature_field(update, fields.SigFieldSpec(field, box=box, field_mdp_spec=lock))
        metadata = signers.PdfSignatureMetadata(
            field_name=field, md_algorithm=digest, certify=certify is not None, signer_key_usage=set(),
            subfilter={"cades": SigSeedSubFilter.PADES, "adobe": SigSeedSubFilter.ADOBE_PKCS7_DETACHED}[sub],
            **({"docmdp_permissions": fields.MDPPerm(certify)} if certify else {}))
        others = [pki.ca, pki.quiet, pki.revoked_ca] if others is None else others
        timestamper = Stamper(stamp, when + datetime.timedelta(seconds=38), spoil=spoil) if stamp else None
        with dictionary(entries) if entries else contextlib.nullcontext():
            done = PdfSigner(metadata, Signer(party, others, craft, digest, salt), timestamper=timestamper).sign_pdf(
                update, bytes_reserved=reserved)
        return done.getvalue()


@contextlib.contextmanager
def dictionary(change):
    """Changes every signature dictionary that is made."""
    kept = pdf_byterange.PdfSignedData.__init__

    def made(self, *arguments, **more):
        kept(self, *arguments, **more)
        change(self)
    pdf_byterange.PdfSignedData.__init__ = made
    try:
        yield
    finally:
        pdf_byterange.PdfSignedData.__init__ = kept


def timestamp(data, field="D1", when=pki.LATER, party=None, seed="", entries=None):
    """A document timestamp over all of the file."""
    with fixed(f"{field}{seed}", when), (dictionary(entries) if entries else contextlib.nullcontext()):
        stamper = Stamper(party or pki.tsa, when)
        return signers.PdfTimeStamper(stamper, field_name=field).timestamp_pdf(writer(data), "sha256", bytes_reserved=8192).getvalue()


def evidence(data, certificates=(), crls=(), ocsps=(), when=pki.LATER, seed=""):
    """An update with a document security store."""
    from asn1crypto import crl as asn1_crl, ocsp as asn1_ocsp
    with fixed(f"dss{seed}", when):
        update = writer(data)
        signatures = update.prev.embedded_signatures
        contents = next((one.pkcs7_content for one in signatures), None)
        DocumentSecurityStore.supply_dss_in_writer(
            update, contents, certs=[asn1(one) for one in certificates], crls=[asn1_crl.CertificateList.load(one) for one in crls],
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in ocsps])
        out = io.BytesIO()
        update.write(out)
        return out.getvalue()


def change(data, edit, when=pki.LATER, seed="", password=False):
    """Any other update."""
    with fixed(f"change{seed}", when):
        update = writer(data, password)
        edit(update)
        out = io.BytesIO()
        update.write(out)
        return out.getvalue()
