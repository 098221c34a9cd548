"""Compares what pyHanko says of changes after a signature with what kysoat says: python3 tests/cross/changes.py KYSOAT [FOLDER]

KYSOAT is the program. FOLDER holds the forge's cases (`KYSOAT_CASES=FOLDER cargo test every_case_is_another_file`).
The files of the first table are signed by pyHanko itself. Exit code 1 when a difference is not explained in README.md.
"""
import datetime, io, json, logging, pathlib, subprocess, sys, tempfile

import pikepdf
from asn1crypto import algos, keys, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import dss
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko_certvalidator.registry import SimpleCertificateStore

logging.disable(logging.CRITICAL)
root = pathlib.Path(__file__).parents[2]
name = generic.pdf_name
certificate = lambda holder: x509.Certificate.load((root / f"tests/forge/certificates/{holder}.cer").read_bytes())
key = lambda holder: keys.PrivateKeyInfo.load((root / f"tests/forge/keys/{holder}.pk8").read_bytes())
store = SimpleCertificateStore()
store.register_multiple([certificate("root"), certificate("office-ca")])
signer = signers.SimpleSigner(certificate("chu-tich"), key("chu-tich"), store)
tsa = DummyTimeStamper(certificate("tsa"), key("tsa"), store, fixed_dt=datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.timezone.utc))
SEAL, WIDE = (300, 400, 402, 502), (50, 300, 550, 800)

# (end of the name) -> why the two programs differ; the numbers stand in README.md
EXPLAINED = json.loads((pathlib.Path(__file__).parent / "changes.json").read_text())


def base(streams=False, password=None, linear=False):
    """A page with a text field, an empty signature field and an unsigned look."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(b"BT /F1 13 Tf 85 760 Td (100 trieu dong) Tj ET")
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Times-Roman"))))
    look = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 120, 20])
    text = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="amount", V="100", F=4,
                                                Rect=[80, 640, 200, 660], DA="/F1 10 Tf 0 g", P=page.obj, AP=pikepdf.Dictionary(N=look)))
    page.Annots = pdf.make_indirect(pikepdf.Array([text]))
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([text]), DA="/F1 10 Tf 0 g"))
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if streams else pikepdf.ObjectStreamMode.disable
    encryption = pikepdf.Encryption(owner="x", user=password) if password is not None else None
    pdf.save(out, object_stream_mode=mode, linearize=linear, **({"encryption": encryption} if encryption else {}))
    return out.getvalue()


def writer(data, password=None):
    update = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if password is not None:
        update.encrypt(password)
    return update


def sign(data, field, level=None, box=SEAL, lock=None, password=None):
    update = writer(data, password)
    if box or lock:
        fields.append_signature_field(update, fields.SigFieldSpec(field, box=box, field_mdp_spec=lock))
    metadata = signers.PdfSignatureMetadata(field_name=field, certify=level is not None,
                                            **({"docmdp_permissions": fields.MDPPerm(level)} if level else {}))
    return signers.PdfSigner(metadata, signer).sign_pdf(update).getvalue()


def change(data, edit, password=None):
    update = writer(data, password)
    edit(update)
    out = io.BytesIO()
    update.write(out)
    return out.getvalue()


def fill(update):
    field = update.root["/AcroForm"]["/Fields"][0]
    field[name("/V")] = generic.TextStringObject("250")
    update.update_container(field)


def look(update):
    """The picture of the text field changes, its value does not."""
    field = update.root["/AcroForm"]["/Fields"][0]
    stream = generic.StreamObject({name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"),
                                   name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 120, 20)))}, stream_data=b"BT (900) Tj ET")
    field[name("/AP")] = generic.DictionaryObject({name("/N"): update.add_object(stream)})
    update.update_container(field)


def annotate(kind):
    def edit(update):
        page = update.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject({name("/Type"): name("/Annot"), name("/Subtype"): name("/" + kind), name("/Contents"): generic.TextStringObject("900"),
                                         name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (80, 740, 400, 780)))})
        page["/Annots"].append(update.add_object(note))
        update.update_container(page["/Annots"])
    return edit


def content(update):
    page = update.root["/Pages"]["/Kids"][0]
    page[name("/Contents")] = update.add_object(generic.StreamObject(stream_data=b"BT /F1 13 Tf 85 760 Td (900 trieu) Tj ET"))
    update.update_container(page)


def info(key):
    def edit(update):
        update.set_info(generic.DictionaryObject({name(key): generic.TextStringObject("D:20260302090000Z")}))
    return edit


def script(update):
    update.root[name("/OpenAction")] = generic.DictionaryObject({name("/S"): name("/JavaScript"), name("/JS"): generic.TextStringObject("x")})
    update.update_root()


def evidence(data):
    update = writer(data)
    dss.DocumentSecurityStore.supply_dss_in_writer(update, None, certs=[certificate("root")], ocsps=(), crls=())
    out = io.BytesIO()
    update.write(out)
    return out.getvalue()


def timestamp(data):
    return signers.PdfTimeStamper(tsa).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(data), strict=False), "sha256").getvalue()


def made():
    two = lambda level=None, **more: sign(sign(base(**more), "Sig1", level), "Sig2", box=(120, 400, 222, 502))
    locked = lambda action, names=None: sign(base(), "Sig1", lock=fields.FieldMDPSpec(getattr(fields.FieldMDPAction, action), names))
    one = lambda level=None: sign(base(), "Sig1", level)
    yield "signed once", one()
    yield "two signatures", two()
    for level in (1, 2, 3):
        if level > 1:  # pyHanko itself refuses to sign behind P 1; the forge does it
            yield f"P {level}, a second signature", two(level)
        yield f"P {level}, a field filled in", change(one(level), fill)
        yield f"P {level}, a note", change(one(level), annotate("Text"))
        yield f"P {level}, free text", change(one(level), annotate("FreeText"))
        yield f"P {level}, validation data", evidence(one(level))
        yield f"P {level}, validation data and a document timestamp", timestamp(evidence(one(level)))
    yield "a field filled in", change(one(), fill)
    yield "the picture of a field, not its value", change(one(), look)
    yield "a note", change(one(), annotate("Text"))
    yield "content replaced", change(one(), content)
    yield "the date in /Info", change(one(), info("/ModDate"))
    yield "the title in /Info", change(one(), info("/Title"))
    yield "a script at opening", change(one(), script)
    yield "validation data", evidence(one())
    yield "two signatures, validation data, timestamp", timestamp(evidence(two()))
    yield "locked: this field, filled in", change(locked("INCLUDE", ["amount"]), fill)
    yield "locked: another field, filled in", change(locked("INCLUDE", ["other"]), fill)
    yield "locked: all but this field, filled in", change(locked("EXCLUDE", ["amount"]), fill)
    yield "locked: all, filled in", change(locked("ALL"), fill)
    yield "locked: all, a second signature", sign(locked("ALL"), "Sig2", box=(120, 400, 222, 502))
    yield "an empty field signed", sign(sign(change(base(), lambda update: fields.append_signature_field(update, fields.SigFieldSpec("Sig2", box=(120, 400, 222, 502)))), "Sig1"), "Sig2", box=None)
    yield "an empty signature field added", change(one(), lambda update: fields.append_signature_field(update, fields.SigFieldSpec("Sig2", box=SEAL)))
    yield "a second signature over half the page", sign(one(), "Sig2", box=WIDE)
    yield "an invisible second signature", sign(one(), "Sig2", box=(0, 0, 0, 0))
    for more in ({"streams": True}, {"linear": True}):
        kind = next(iter(more))
        yield f"{kind}: two signatures", two(2, **more)
        yield f"{kind}: content replaced", change(sign(base(**more), "Sig1"), content)
    once = sign(base(password=""), "Sig1", password="")
    yield "encrypted: two signatures", sign(once, "Sig2", box=(120, 400, 222, 502), password="")
    yield "encrypted: content replaced", change(once, content, password="")


def pyhanko(data):
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        signature = reader.embedded_signatures[0]
        signature.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        summary = signature.summarise_integrity_info()
        level = summary.get("diff_result")
        level = getattr(getattr(level, "modification_level", None), "name", "OTHER") if level else "NONE"
        coverage = signature.coverage.name
        return level.lower().replace("_updates", "-update").replace("_", "-"), summary["docmdp_ok"], coverage
    except Exception as error:  # whatever it says of a hostile file is its answer
        return f"refused ({type(error).__name__})", False, "-"


def kysoat(program, path):
    text = subprocess.run([program, "inspect", "--json", str(path)], capture_output=True, text=True, check=False).stdout
    signatures = json.loads(text.splitlines()[0])["signatures"]
    if not signatures:
        return "no signature", False
    first = signatures[0]
    if not (first["live"] and first["integrity"] == "intact" and first["coverage"] in ("whole-file", "whole-revision")):
        return f"no signature ({first['integrity']}, {first['coverage']})", False
    return first["modification"], first["modification_permitted"] is not False and first["modification"] != "unknown"


def main():
    program = sys.argv[1]
    files = list(made())
    if len(sys.argv) > 2:
        files += [(path.stem[4:], path.read_bytes()) for path in sorted(pathlib.Path(sys.argv[2]).glob("*.pdf"))]
    unexplained = equal = 0
    print("| file | pyHanko | kysoat | why they differ |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.pdf"
        for title, data in files:
            path.write_bytes(data)
            level, fine, _ = pyhanko(data)
            ours, permitted = kysoat(program, path)
            same = (fine == permitted) and (level == ours or not fine)
            equal += same
            why = "" if same else EXPLAINED.get(title)
            if why is None:
                unexplained, why = unexplained + 1, "UNEXPLAINED"
            print(f"| {title} | {level}, {'ok' if fine else 'not ok'} | {ours}, {'ok' if permitted else 'not ok'} | {why} |")
    print(f"\n{len(files)} files, {equal} equal, {unexplained} unexplained differences")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
