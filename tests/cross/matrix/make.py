"""Makes the matrix: python3 tests/cross/matrix/make.py

Needs `pip install pyhanko==0.38.0 pikepdf freezegun`. Writes files/*.pdf, trust/* and expected.tsv beside itself, the same bytes in
every run. What is expected of each file is written here, from ISO 32000 and EN 319 102-1, before any program was asked:
validated on 2026-06-01 with trust/ alone. README.md tells more.
"""
import pathlib, re, shutil

from pyhanko.pdf_utils import generic
from pyhanko.sign import fields

import craft, pki
from pki import LATER, SIGNED, at, ca, quiet, root, tsa
from sign import BOX, base, change, encrypt, evidence, hybrid, name, sign, timestamp, writer

HERE = pathlib.Path(__file__).parent
SECOND = (300, 300, 402, 340)
variants = []


def E(indication="TOTAL-PASSED", sub="-", integrity="intact", baseline="B", coverage="whole-file", modification="none", permitted="yes"):
    """What is expected of one signature."""
    return [integrity, indication, sub, baseline, coverage, modification, permitted]


def variant(title, why, data, *signatures):
    variants.append((title, why, data, signatures or (E(),)))


def earlier(modification, permitted="yes", **more):
    """A signature of a revision before the last one."""
    if permitted == "no":
        more = {"indication": "TOTAL-FAILED", "sub": "FORMAT_FAILURE", **more}
    return E(coverage="whole-revision", modification=modification, permitted=permitted, **more)


def open_(sub, **more):
    return E("INDETERMINATE", sub, **more)


def failed(sub, **more):
    return E("TOTAL-FAILED", sub, **more)


ADOBE = dict(sub="adobe")
NONE = dict(baseline="-")
plain, form = base(), base(form=True)
who = pki.signer

# ---------------------------------------------------------------- algorithms
for kind, digest in [("rsa2048", "sha256"), ("rsa3072", "sha256"), ("rsa4096", "sha512"), ("rsa2048", "sha384"), ("p256", "sha256"),
                     ("p384", "sha384"), ("p521", "sha512"), ("p256", "sha512"), ("ed25519", "sha512")]:
    variant(f"algorithm {kind} {digest}", "sound", sign(plain, who[kind], digest=digest, seed=kind + digest))
for salt, digest in [(0, "sha256"), (20, "sha256"), (32, "sha256"), (222, "sha256"), (64, "sha512")]:
    variant(f"algorithm pss {digest} salt {salt}", "sound: RFC 8017 leaves the length of the salt open", sign(plain, digest=digest, salt=salt))
UNRELIABLE = "SHA-1 is no longer reliable, and nothing proves that the signature is older"
variant("algorithm rsa2048 sha1", UNRELIABLE, sign(plain, digest="sha1", **ADOBE), open_("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", **NONE))
variant("algorithm p256 sha1", UNRELIABLE, sign(plain, who["p256"], digest="sha1", **ADOBE), open_("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", **NONE))
variant("algorithm rsa2048 sha224", "sound: SHA-224 is as strong as 3DES", sign(plain, digest="sha224"))
variant("algorithm p256 sha224", "sound", sign(plain, who["p256"], digest="sha224"))
variant("algorithm rsa2048 sha3-256", "sound", sign(plain, digest="sha3_256"))
variant("algorithm pss sha224", "sound", sign(plain, digest="sha224", salt=28))

# ---------------------------------------------------------------- formats and levels
variant("format adbe.pkcs7.detached", "sound; no level of PAdES", sign(plain, **ADOBE), E(**NONE))
sub_filter = lambda value: lambda entries: entries.update({name("/SubFilter"): name(value)})
variant("format adbe.pkcs7.sha1", "the format can't do without SHA-1",
        sign(plain, digest="sha1", craft=craft.pkcs7_sha1, entries=sub_filter("/adbe.pkcs7.sha1"), **ADOBE),
        open_("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", **NONE))


def raw_entries(entries):
    entries[name("/SubFilter")] = name("/adbe.x509.rsa_sha1")
    entries[name("/Cert")] = generic.ArrayObject([generic.ByteStringObject(one.der) for one in (who["rsa2048"], ca)])


variant("format adbe.x509.rsa_sha1", "the format can't do without SHA-1",
        sign(plain, digest="sha1", craft=craft.raw_rsa_sha1, entries=raw_entries, **ADOBE), open_("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", **NONE))
variant("level B-T", "sound", sign(plain, stamp=tsa), E(baseline="T"))
no_type = lambda entries: entries.pop(name("/Type"), None)
variant("format without a Type", "sound: /Type is optional (ISO 32000-1, table 252)", sign(plain, entries=no_type))
own = pki.by_quiet
quiet_crl = pki.crl(quiet, "2026-03-03T00:00:00", "2026-03-10T00:00:00")
root_crl = pki.crl(root, "2026-03-01T00:00:00", "2026-06-01T12:00:00")
STORE = dict(certificates=[own, quiet, root, tsa], crls=[quiet_crl, root_crl])
stamped = sign(plain, own, stamp=tsa)
long_term = evidence(stamped, **STORE)
archived = timestamp(long_term)
variant("level B-LT", "sound: the list in the document was issued after the token", long_term, earlier("lta-update", baseline="LT"))
variant("level B-LTA", "sound", archived, earlier("lta-update", baseline="LTA"), E(**NONE))
month = at("2026-04-03T02:00:00")
renewed = timestamp(evidence(archived, certificates=[tsa, root], crls=[pki.crl(root, "2026-04-01T00:00:00", "2026-07-01T00:00:00", number=3)], when=month, seed=2),
                    "D2", month)
variant("level B-LTA renewed", "sound", renewed, earlier("lta-update", baseline="LTA"), earlier("lta-update", **NONE), E(**NONE))
variant("level B-LTA without its own token", "sound: the document timestamp is the proof", timestamp(evidence(sign(plain, own), **STORE)),
        earlier("lta-update", baseline="LTA"), E(**NONE))
variant("document timestamp alone", "sound", timestamp(plain), E(**NONE))
variant("document timestamp without a Type", "sound: the SubFilter says what it is", timestamp(plain, entries=no_type), E(**NONE))
signature_type = lambda entries: entries.update({name("/Type"): name("/Sig")})
variant("document timestamp of Type Sig", "sound: the SubFilter says what it is", timestamp(plain, entries=signature_type), E(**NONE))
variant("document timestamp twice", "sound", timestamp(timestamp(plain), "D2", month), earlier("lta-update", **NONE), E(**NONE))
variant("signature then document timestamp", "sound", timestamp(sign(plain)), earlier("lta-update", baseline="T"), E(**NONE))
variant("document timestamp then signature", "sound", sign(timestamp(plain, when=SIGNED), box=BOX), earlier("form-filling", **NONE), E())

# ---------------------------------------------------------------- revocation
variant("revoked before, no token", "nothing proves when it was signed", sign(plain, pki.revoked), open_("REVOKED_NO_POE"))
variant("revoked before, token", "the token proves that it was signed after the revocation", sign(plain, pki.revoked, stamp=tsa),
        failed("REVOKED", baseline="T"))
variant("revoked after, no token", "nothing proves that it was signed before", sign(plain, pki.revoked_later), open_("REVOKED_NO_POE"))
variant("revoked after, token", "sound: signed before the revocation", sign(plain, pki.revoked_later, stamp=tsa), E(baseline="T"))
variant("key compromised after, token", "sound: the token is older than the compromise is said to be", sign(plain, pki.compromised, stamp=tsa), E(baseline="T"))
variant("on hold, token", "a hold may be lifted (EN 319 102-1, 5.2.6.4)", sign(plain, pki.on_hold, stamp=tsa), open_("TRY_LATER", baseline="T"))
variant("CA revoked", "nothing proves that the certificate is older", sign(plain, pki.by_revoked_ca), open_("REVOKED_CA_NO_POE"))
variant("no revocation data", "nothing is known of the certificate", sign(plain, own), open_("TRY_LATER"))
variant("no revocation data, token", "nothing is known of the certificate", sign(plain, own, stamp=tsa), open_("TRY_LATER", baseline="T"))


def answered(responder, status="good", revoked=None, stamp=tsa):
    answer = pki.answer(own, quiet, responder, "2026-03-03T00:00:00", "2026-03-10T00:00:00", status, revoked)
    certificates = [own, quiet, root, tsa] + ([] if responder is quiet else [responder])
    return evidence(sign(plain, own, stamp=stamp), certificates, [root_crl], [answer], seed=f"{responder.common}{status}")


variant("OCSP by the CA", "sound", answered(quiet), earlier("lta-update", baseline="LT"))
variant("OCSP by a delegate", "sound: RFC 6960, 4.2.2.2", answered(pki.responder), earlier("lta-update", baseline="LT"))
variant("OCSP by a delegate without purpose", "no such delegate (RFC 6960, 4.2.2.2)", answered(pki.responder_no_purpose),
        earlier("lta-update", baseline="T", indication="INDETERMINATE", sub="TRY_LATER"))
variant("OCSP revoked before", "the token proves that it was signed after", answered(pki.responder, "revoked", "2026-02-01T00:00:00"),
        earlier("lta-update", baseline="T", indication="TOTAL-FAILED", sub="REVOKED"))
variant("OCSP revoked after", "sound", answered(pki.responder, "revoked", "2026-03-02T12:00:00"), earlier("lta-update", baseline="LT"))
variant("OCSP unknown", "nothing is known of the certificate", answered(pki.responder, "unknown"),
        earlier("lta-update", baseline="T", indication="INDETERMINATE", sub="TRY_LATER"))
variant("CRL of the time, no token", "the list in the document is long out of date on the day of the audit", evidence(sign(plain, own), **STORE),
        earlier("lta-update", baseline="B", indication="INDETERMINATE", sub="TRY_LATER"))

# ---------------------------------------------------------------- times
then = at("2025-06-02T02:00:00")
variant("expired, no token", "nothing proves that it was signed in time", sign(plain, pki.expired, when=then), open_("OUT_OF_BOUNDS_NO_POE"))
variant("expired, token", "signed in time, but the list of today may have dropped expired certificates", sign(plain, pki.expired, when=then, stamp=tsa),
        open_("TRY_LATER", baseline="T"))
in_time = dict(certificates=[pki.expired, ca, root, tsa], crls=[pki.crl(ca, "2025-06-03T00:00:00", "2025-06-10T00:00:00", number=2),
                                                             pki.crl(root, "2025-06-01T00:00:00", "2025-09-01T00:00:00", number=2)])
variant("expired, token, list of the time", "sound", evidence(sign(plain, pki.expired, when=then, stamp=tsa), when=at("2025-06-03T02:00:00"), **in_time),
        earlier("lta-update", baseline="LT"))
variant("expired before signing, token", "the token is younger than the certificate", sign(plain, pki.expired, stamp=tsa), open_("OUT_OF_BOUNDS_NO_POE", baseline="T"))
variant("expired, token of an unknown authority", "the token proves nothing", sign(plain, pki.expired, when=then, stamp=pki.tsa_foreign, others=[ca]),
        open_("OUT_OF_BOUNDS_NO_POE", baseline="T"))
variant("expired, token over something else", "the token proves nothing", sign(plain, pki.expired, when=then, stamp=tsa, spoil=True), open_("OUT_OF_BOUNDS_NO_POE"))
variant("not yet valid", "valid from December only", sign(plain, pki.not_yet), open_("OUT_OF_BOUNDS_NO_POE"))
variant("not yet valid at the token", "the token is older than the certificate", sign(plain, pki.not_yet_then, stamp=tsa), failed("NOT_YET_VALID", baseline="T"))
variant("not yet valid when claimed", "valid today, but the signer claims a time before that", sign(plain, pki.not_yet_then), open_("OUT_OF_BOUNDS_NO_POE"))
variant("token over something else", "sound without the token, which proves nothing", sign(plain, stamp=tsa, spoil=True))
variant("token of an authority without purpose", "sound without the token, which proves nothing", sign(plain, stamp=pki.tsa_no_purpose), E(baseline="T"))
variant("token of an unknown authority", "sound without the token, which proves nothing", sign(plain, stamp=pki.tsa_foreign), E(baseline="T"))
variant("revoked after, token over something else", "the token proves nothing", sign(plain, pki.revoked_later, stamp=tsa, spoil=True), open_("REVOKED_NO_POE"))
variant("revoked after, token of an authority without purpose", "the token proves nothing", sign(plain, pki.revoked_later, stamp=pki.tsa_no_purpose),
        open_("REVOKED_NO_POE", baseline="T"))
variant("revoked after, token of an unknown authority", "the token proves nothing", sign(plain, pki.revoked_later, stamp=pki.tsa_foreign),
        open_("REVOKED_NO_POE", baseline="T"))

# ---------------------------------------------------------------- who signs
CHAIN = "CHAIN_CONSTRAINTS_FAILURE"
variant("unknown root", "no path to an anchor", sign(plain, pki.by_foreign, others=[pki.foreign]), open_("NO_CERTIFICATE_CHAIN_FOUND"))
variant("CA missing", "no path to an anchor", sign(plain, others=[]), open_("NO_CERTIFICATE_CHAIN_FOUND"))
variant("purpose of a server", "a certificate for something else", sign(plain, pki.server), open_(CHAIN))
variant("purpose of timestamps", "a certificate for something else", sign(plain, pki.stamper), open_(CHAIN))
variant("purpose of mail", "sound: certificates for people have it", sign(plain, pki.mailer))
variant("key for encryption", "key usage allows no signatures", sign(plain, pki.encipher), open_(CHAIN))
variant("no key usage", "sound: no restriction (RFC 5280, 4.2.1.3)", sign(plain, pki.no_usage))
variant("CA that signs documents", "sound: its key usage allows it", sign(plain, pki.ca_signs_documents))
variant("CA that only signs certificates", "its key usage does not allow it", sign(plain, pki.ca_signs_anyway), open_(CHAIN))
variant("signing certificate of another", "the attribute names another certificate (RFC 5035, 3: must be considered invalid)",
        sign(plain, craft=craft.ess_of_another), E("TOTAL-FAILED", "FORMAT_FAILURE", "malformed", "-"))
variant("signing certificate not named", "sound, but no level of PAdES without it", sign(plain, craft=craft.ess_missing), E(**NONE))

# ---------------------------------------------------------------- CMS
variant("CMS of indefinite lengths", "sound: /Contents may be BER (RFC 5652, 2)", sign(plain, craft=craft.indefinite, reserved=16384))
variant("CMS without attributes", "sound: RFC 5652, 5.3", sign(plain, craft=craft.no_attributes, **ADOBE), E(**NONE))
variant("CMS attributes unsorted, signed as stored", "sound: real software does this", sign(plain, craft=craft.unsorted_as_stored))
variant("CMS attributes unsorted, signed sorted", "sound: RFC 5652, 5.4", sign(plain, craft=craft.unsorted_signed_sorted))
variant("CMS with a namesake first", "sound: the signer's certificate is the one that fits", sign(plain, craft=craft.namesakes))
variant("CMS with an unreadable certificate", "sound: it takes no part", sign(plain, craft=craft.unreadable_certificate))
variant("CMS over another digest", "the digest is not that of the document", sign(plain, craft=craft.digest_of_another), failed("HASH_FAILURE", integrity="digest-mismatch"))
variant("CMS value spoilt", "the value doesn't verify", sign(plain, craft=craft.value_spoilt), failed("SIG_CRYPTO_FAILURE", integrity="signature-invalid"))
variant("CMS attribute changed", "the value doesn't verify over it", sign(plain, craft=craft.attribute_changed, **ADOBE),
        failed("SIG_CRYPTO_FAILURE", integrity="signature-invalid", baseline="-"))


def tampered(data, old, new):
    assert len(old) == len(new) and old in data
    return data.replace(old, new, 1)


variant("content changed", "a byte that is covered", tampered(sign(plain), b"842", b"843"), failed("HASH_FAILURE", integrity="digest-mismatch"))
variant("content changed, token", "a byte that is covered", tampered(sign(plain, stamp=tsa), b"842", b"843"),
        failed("HASH_FAILURE", integrity="digest-mismatch", baseline="T"))

# ---------------------------------------------------------------- revisions
double = sign(sign(plain, box=BOX), pki.second, "S2", box=SECOND)
variant("two signatures", "sound", double, earlier("form-filling"), E())
variant("two signatures, the first of them changed", "a byte that both cover", tampered(double, b"842", b"843"),
        E("TOTAL-FAILED", "HASH_FAILURE", "digest-mismatch", coverage="whole-revision", modification="form-filling"),
        failed("HASH_FAILURE", integrity="digest-mismatch"))
variant("two signatures, the first of a revoked signer", "each is judged alone", sign(sign(plain, pki.revoked, box=BOX, stamp=tsa), pki.second, "S2", box=SECOND),
        earlier("form-filling", indication="TOTAL-FAILED", sub="REVOKED", baseline="T"), E())


def fill(update):
    amount = update.root["/AcroForm"]["/Fields"][0]
    amount[name("/V")] = generic.TextStringObject("250")
    update.update_container(amount)


def page_of(update):
    return update.root["/Pages"]["/Kids"][0]


def note(kind="Text", **more):
    def edit(update):
        page = page_of(update)
        one = generic.DictionaryObject({name("/Type"): name("/Annot"), name("/Subtype"): name("/" + kind), name("/Contents"): generic.TextStringObject("da xem"),
                                        name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (20, 800, 40, 820))), **more})
        page[name("/Annots")] = generic.ArrayObject(list(page["/Annots"] if "/Annots" in page else []) + [update.add_object(one)])
        update.update_container(page)
    return edit


def content(update):
    page = page_of(update)
    page[name("/Contents")] = update.add_object(generic.StreamObject(stream_data=b"BT /F1 13 Tf 85 760 Td (Tong kinh phi 900 trieu dong) Tj ET"))
    update.update_container(page)


nothing = lambda update: update.update_root()
variant("field filled in", "sound: filling in is what a form is for", change(sign(form), fill), earlier("form-filling"))
for level, permitted in [(1, "no"), (2, "yes"), (3, "yes")]:
    certified = sign(form, certify=level, box=BOX, seed=level)
    variant(f"certified P {level}", "sound", certified)
    variant(f"certified P {level}, field filled in", "table 254", change(certified, fill), earlier("form-filling", permitted))
    variant(f"certified P {level}, signed again", "table 254", sign(certified, pki.second, "S2", box=SECOND, seed=level), earlier("form-filling", permitted), E())
    variant(f"certified P {level}, validation data", "always allowed (ISO 32000-2, table 257)", evidence(certified, certificates=[ca], seed=level), earlier("lta-update"))
    variant(f"certified P {level}, archived", "always allowed (ISO 32000-2, table 257)", timestamp(certified, seed=level), earlier("lta-update", baseline="T"), E(**NONE))
    variant(f"certified P {level}, note", "table 254", change(certified, note()), earlier("annotations", "yes" if level == 3 else "no"))
variant("note on a signed document", "not certified: as /P 2", change(sign(plain), note()), earlier("annotations", "no"))
variant("content replaced", "never allowed", change(sign(plain), content), earlier("other", "no"))
variant("content replaced, and signed by another", "the second signature does not heal the first",
        sign(change(sign(plain), content), pki.second, "S2"), earlier("other", "no"), E())
locked = lambda action, *names: fields.FieldMDPSpec(action, fields=list(names) or None)
Action = fields.FieldMDPAction
variant("lock on the field, filled in", "the lock forbids it", change(sign(form, lock=locked(Action.INCLUDE, "amount"), box=BOX), fill), earlier("form-filling", "no"))
variant("lock on another field, filled in", "the lock is on another", change(sign(form, lock=locked(Action.INCLUDE, "other"), box=BOX), fill), earlier("form-filling"))
variant("lock on all but the field, filled in", "the field is left out", change(sign(form, lock=locked(Action.EXCLUDE, "amount", "S2"), box=BOX), fill), earlier("form-filling"))
variant("lock on everything, signed again", "the lock forbids it", sign(sign(form, lock=locked(Action.ALL), box=BOX), pki.second, "S2", box=SECOND),
        earlier("form-filling", "no"), E())
variant("empty update", "nothing changed", change(sign(plain), nothing), earlier("lta-update"))


def extensions(update):
    update.root[name("/Extensions")] = generic.DictionaryObject({name("/ESIC"): generic.DictionaryObject({
        name("/BaseVersion"): name("/1.7"), name("/ExtensionLevel"): generic.NumberObject(5)})})
    update.update_root()


variant("developer extension added", "sound: ETSI EN 319 142-1, 5.6", change(sign(plain), extensions), earlier("lta-update"))
variant("validation data twice", "sound", evidence(evidence(stamped, **STORE), certificates=[pki.responder], seed=2),
        earlier("lta-update", baseline="LT"))


def draw_anew(update):
    form = update.root["/AcroForm"]
    form[name("/NeedAppearances")] = generic.BooleanObject(True)
    update.update_container(form)


variant("viewers asked to draw fields anew", "what is shown may change without a value being changed", change(sign(form), draw_anew), earlier("other", "no"))


def widget_in_structure(update):
    """A further signature in a tagged document: its widget is tagged as well, as ISO 14289-1, 7.18.4 asks."""
    fields.append_signature_field(update, fields.SigFieldSpec("S2", box=SECOND))
    tree = update.root["/StructTreeRoot"]
    form = update.root["/AcroForm"]["/Fields"]
    reference = form.raw_get(len(form) - 1)
    widget = reference.get_object()
    page = update.root["/Pages"]["/Kids"].raw_get(0)
    document = tree["/K"]
    element = update.add_object(generic.DictionaryObject({
        name("/Type"): name("/StructElem"), name("/S"): name("/Form"), name("/P"): tree.raw_get("/K"), name("/Pg"): page,
        name("/K"): generic.DictionaryObject({name("/Type"): name("/OBJR"), name("/Obj"): reference, name("/Pg"): page})}))
    key = tree["/ParentTreeNextKey"]
    widget[name("/StructParent")] = generic.NumberObject(int(key))
    update.update_container(widget)
    tree[name("/ParentTreeNextKey")] = generic.NumberObject(int(key) + 1)
    update.update_container(tree)
    document["/K"].append(element)
    update.update_container(document)
    tree["/ParentTree"]["/Nums"].extend([generic.NumberObject(int(key)), element])
    update.update_container(tree["/ParentTree"])


tagged = sign(base(tagged=True), box=BOX)
variant("tagged, signed again", "sound: the second widget is tagged as well", sign(tagged, pki.second, "S2", edit=widget_in_structure), earlier("form-filling"), E())



def tagged_and(edit):
    def both(update):
        widget_in_structure(update)
        edit(update.root["/StructTreeRoot"]["/K"], update)
    return both


def read_otherwise(document, update):
    document[name("/ActualText")] = generic.TextStringObject("Tong kinh phi 900 trieu dong")
    update.update_container(document)


def content_tagged(document, update):
    document["/K"].append(update.add_object(generic.DictionaryObject({
        name("/Type"): name("/StructElem"), name("/S"): name("/P"), name("/P"): update.root["/StructTreeRoot"].raw_get("/K"),
        name("/Pg"): update.root["/Pages"]["/Kids"].raw_get(0), name("/K"): generic.NumberObject(0)})))
    update.update_container(document)


for title, edit in [("the text read otherwise", read_otherwise), ("content of the page tagged", content_tagged)]:
    variant(f"tagged, signed again, {title}", "a reader of the tags is told something else", sign(tagged, pki.second, "S2", edit=tagged_and(edit), seed=title),
            earlier("other", "no"), E())


def fill_with_look(update):
    """As form software does it: value, a picture of it, no redrawing."""
    amount = update.root["/AcroForm"]["/Fields"][0]
    look = generic.StreamObject({name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"),
                                 name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 120, 20)))}, stream_data=b"/Tx BMC BT /F1 10 Tf (250) Tj ET EMC")
    amount[name("/V")] = generic.TextStringObject("250")
    amount[name("/AP")] = generic.DictionaryObject({name("/N"): update.add_object(look)})
    update.update_container(amount)
    update.root["/AcroForm"][name("/NeedAppearances")] = generic.BooleanObject(False)
    update.update_container(update.root["/AcroForm"])


def renamed(update):
    update.set_info(generic.DictionaryObject({name("/ModDate"): generic.TextStringObject("D:20260303090000Z"), name("/Producer"): generic.TextStringObject("phan mem")}))


def empty_field(update):
    fields.append_signature_field(update, fields.SigFieldSpec("S2", box=SECOND))


variant("field filled in with its picture", "sound", change(sign(form), fill_with_look), earlier("form-filling"))
variant("certified P 2, filled in, signed, archived", "sound: each step is allowed",
        timestamp(sign(change(sign(form, certify=2, box=BOX), fill_with_look), pki.second, "S2", box=SECOND)),
        earlier("form-filling", baseline="T"), earlier("lta-update", baseline="T"), E(**NONE))
prepared = change(form, empty_field)
variant("empty field signed", "sound", sign(sign(prepared, box=BOX), pki.second, "S2"), earlier("form-filling"), E())
variant("empty field added, then signed", "sound", sign(change(sign(plain), empty_field), pki.second, "S2"), earlier("form-filling"), E())
variant("three signatures", "sound", sign(double, pki.mailer, "S3"), earlier("form-filling"), earlier("form-filling"), E())
variant("date and program in the information", "sound: every program writes them", change(sign(plain), renamed), earlier("lta-update"))
variant("validation data before signing", "sound", sign(evidence(plain, certificates=[ca])))
variant("archived, then signed again", "sound", sign(archived, pki.second, "S2", box=SECOND), earlier("form-filling", baseline="LTA"), earlier("form-filling", **NONE), E())
variant("archived, then content replaced", "never allowed", change(archived, content), earlier("other", "no", baseline="LTA"), earlier("other", "no", **NONE))

# ---------------------------------------------------------------- files
variant("file with object streams", "sound", sign(base(streams=True)))
variant("file with object streams, two signatures", "sound", sign(sign(base(streams=True), box=BOX), pki.second, "S2", box=SECOND), earlier("form-filling"), E())
variant("file linearized", "sound", sign(base(linear=True)))
variant("file linearized, two signatures", "sound", sign(sign(base(linear=True), box=BOX), pki.second, "S2", box=SECOND), earlier("form-filling"), E())
variant("file of hybrid references", "sound", sign(hybrid()))
variant("file of hybrid references, two signatures", "sound", sign(sign(hybrid(), box=BOX), pki.second, "S2", box=SECOND), earlier("form-filling"), E())
variant("file of PDF 2.0", "sound", sign(base(version="2.0")))
for turned in (90, 180, 270):
    variant(f"file turned by {turned}", "sound", sign(base(rotate=turned), box=BOX, seed=turned))
for title, how in [("RC4", dict(rev=3, aes128=False)), ("AES-128", dict(rev=4, aes128=True)), ("AES-256", dict(aes256=True))]:
    secret = encrypt(plain, **how)
    variant(f"file encrypted by {title}", "sound: anyone can open it", sign(secret, password=True, box=BOX, seed=title))
    variant(f"file encrypted by {title}, two signatures", "sound: anyone can open it",
            sign(sign(secret, password=True, box=BOX, seed=title), pki.second, "S2", box=SECOND, password=True, seed=title), earlier("form-filling"), E())


def main():
    for folder in ("files", "trust"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
        (HERE / folder).mkdir()
    for file, data in pki.TRUST.items():
        (HERE / "trust" / file).write_bytes(data)
    (HERE / "answer.ocsp").write_bytes(pki.ANSWER)
    lines = ["file\tsignature\tintegrity\tindication\tsub_indication\tbaseline\tcoverage\tmodification\tpermitted\twhy"]
    for title, why, data, signatures in variants:
        file = re.sub(r"[^a-zA-Z0-9.]+", "-", title).lower() + ".pdf"
        (HERE / "files" / file).write_bytes(data)
        lines += ["\t".join([file, str(number), *expected, why]) for number, expected in enumerate(signatures, 1)]
    (HERE / "expected.tsv").write_text("\n".join(lines) + "\n")
    print(f"{len(variants)} files, {sum(len(data) for _, _, data, _ in variants)} bytes")


if __name__ == "__main__":
    main()
