//! Forms whose look was prepared before they were signed, so that filling in or signing shows it; and beside each the
//! form that is only filled in.

use super::{Accepted, Annotations, Bench, Case, FormFilling, LtaUpdate, Other, Refused, Setup, certified};

/// A form with these fields, of which one is rewritten.
fn set(
    name: &'static str,
    verdict: super::Verdict,
    fields: &'static [(u32, &'static str)],
    from: &'static str,
    to: &'static str,
) -> Case {
    let setup = Setup {
        fields,
        ..Setup::default()
    };
    certified(name, verdict, setup, |bench: &mut Bench| {
        let changed: Vec<(u32, Vec<u8>)> = fields
            .iter()
            .map(|(number, field)| (*number, field.replace(from, to).into_bytes()))
            .filter(|(number, body)| bench.file.text(*number).as_bytes() != body.as_slice())
            .collect();
        bench.file.update(&changed);
    })
}

const PAGE_BOX: &str = "<</Type/Annot/Subtype/Widget/FT/Btn/F 4/T(o)/V/Off/AS/Off/Rect[0 0 595 842]/P 3 0 R\
    /AP<</N<</Yes 22 0 R>>>>>>";
const SMALL_BOX: &str = "<</Type/Annot/Subtype/Widget/FT/Btn/F 4/T(o)/V/Off/AS/Off/Rect[300 640 312 652]/P 3 0 R\
    /AP<</N<</Yes 11 0 R>>>>>>";
const HIDDEN_TEXT: &str = "<</Type/Annot/Subtype/Widget/FT/Tx/F 6/T(an)/V()/Rect[80 740 200 780]/P 3 0 R\
    /DA(/Helv 10 Tf)/AP<</N 11 0 R>>>>";
const SECRET_TEXT: &str = "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(mat)/V(100)/AP<</N 11 0 R>>/Ff 8192\
    /Rect[80 740 200 780]/P 3 0 R/DA(/Helv 10 Tf)>>";
const FIXED_TEXT: &str = "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(co dinh)/V(100)/AP<</N 11 0 R>>/Ff 1\
    /Rect[80 740 200 780]/P 3 0 R/DA(/Helv 10 Tf)>>";
const HIDDEN_SIGNATURE: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/F 6/T(cho ky)/Rect[0 0 595 842]/P 3 0 R\
    /AP<</N 22 0 R>>>>";
const TWO_LOOKS: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T(cho ky)/Rect[0 0 595 842]/P 3 0 R/AS/A\
    /AP<</N<</A 19 0 R/B 22 0 R>>>>>>";
const EMPTY_SIGNATURE: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/F 6/T(cho ky)/Rect[300 600 400 650]/P 3 0 R>>";

const OPEN_SIGNATURE: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T(cho ky)/Rect[300 600 400 650]/P 3 0 R>>";
const PLACE_SIGNATURE: &str =
    "<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T(cho ky)/Rect[300 600 400 650]/P 3 0 R/AP 51 0 R>>";

const LARGE_SIGNATURE: &str = "<</Type/Annot/Subtype/Widget/FT/Sig/F 4/T(cho ky)/Rect[0 0 595 842]/P 3 0 R>>";

/// A field without a widget, and one below it that has a name and no value of its own.
const INHERITED: &[(u32, &str)] = &[
    (50, "<</FT/Tx/T(tren)/V()/Kids[51 0 R]>>"),
    (
        51,
        "<</Type/Annot/Subtype/Widget/F 4/T(duoi)/Parent 50 0 R/Rect[80 740 200 780]/P 3 0 R/DA(/Helv 10 Tf)>>",
    ),
];

/// A field over a sixteenth of its page, which is fine; a second, small page shows it too.
const ON_TWO_PAGES: &[(u32, &str)] = &[
    (2, "<</Type/Pages/Count 2/Kids[3 0 R 60 0 R]>>"),
    (
        60,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Resources<<>>/Annots[51 0 R]>>",
    ),
    (
        51,
        "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(chung)/V()/Rect[80 600 380 700]/DA(/Helv 10 Tf)>>",
    ),
];
const ON_ONE_PAGE: &[(u32, &str)] = &[(
    51,
    "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(chung)/V()/Rect[80 600 380 700]/DA(/Helv 10 Tf)>>",
)];

/// A field and its kids, each over a twelfth of the page.
const KIDS: &[(u32, &str)] = &[
    (50, "<</FT/Btn/T(nhieu)/V/Off/Kids[51 0 R 52 0 R 53 0 R]>>"),
    (
        51,
        "<</Type/Annot/Subtype/Widget/Parent 50 0 R/F 4/AS/Off/Rect[0 0 595 70]/P 3 0 R/AP<</N<</Yes 22 0 R>>>>>>",
    ),
    (
        52,
        "<</Type/Annot/Subtype/Widget/Parent 50 0 R/F 4/AS/Off/Rect[0 70 595 140]/P 3 0 R/AP<</N<</Yes 22 0 R>>>>>>",
    ),
    (
        53,
        "<</Type/Annot/Subtype/Widget/Parent 50 0 R/F 4/AS/Off/Rect[0 140 595 210]/P 3 0 R/AP<</N<</Yes 22 0 R>>>>>>",
    ),
];

/// A field below another one.
const BELOW: &[(u32, &str)] = &[
    (50, "<</FT/Tx/T(tren)/Kids[51 0 R]>>"),
    (
        51,
        "<</Type/Annot/Subtype/Widget/F 4/T(duoi)/V()/Parent 50 0 R/Rect[80 740 200 780]/P 3 0 R/DA(/Helv 10 Tf)>>",
    ),
];

/// A field that stands below one and says that it stands below another.
const STRAY: &[(u32, &str)] = &[
    (50, "<</FT/Tx/T(tren)/Kids[51 0 R]>>"),
    (
        51,
        "<</Type/Annot/Subtype/Widget/F 4/T(lac)/V()/Parent 10 0 R/Rect[80 740 200 780]/P 3 0 R/DA(/Helv 10 Tf)>>",
    ),
];

/// Signing a prepared field.
fn sign(
    name: &'static str,
    verdict: super::Verdict,
    field: &'static [(u32, &'static str)],
    from: &'static str,
    to: &'static str,
) -> Case {
    let setup = Setup {
        fields: field,
        ..Setup::default()
    };
    certified(name, verdict, setup, |bench: &mut Bench| bench.sign_field(50, from, to))
}

/// What was prepared, and what is honest.
pub fn prepared() -> Vec<Case> {
    let drawn_anew = |form: &'static str, value: &'static str| Setup {
        form,
        fields: match value {
            "said" => &[(
                50,
                "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(loi)/V(100)/Rect[80 680 200 700]/P 3 0 R/AP<</N 11 0 R>>>>",
            )],
            _ => &[(
                50,
                "<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(loi)/V(900)/Rect[80 680 200 700]/P 3 0 R/AP<</N 11 0 R>>>>",
            )],
        },
        ..Setup::default()
    };
    let taken_back = |name, verdict, value| {
        certified(
            name,
            verdict,
            drawn_anew("/NeedAppearances true", value),
            |bench: &mut Bench| {
                let form = bench
                    .file
                    .text(6)
                    .replace("/NeedAppearances true", "/NeedAppearances false");
                bench.file.update(&[(6, form.into_bytes())]);
            },
        )
    };
    vec![
        set(
            "a box is ticked",
            Accepted(FormFilling),
            &[(50, SMALL_BOX)],
            "/Off",
            "/Yes",
        ),
        set(
            "a ticked box covers the page",
            Refused(Annotations),
            &[(50, PAGE_BOX)],
            "/Off",
            "/Yes",
        ),
        set(
            "the kids of a box cover a quarter of the page together",
            Refused(Annotations),
            KIDS,
            "/Off",
            "/Yes",
        ),
        set(
            "a field of a sixteenth of its page is filled in",
            Accepted(FormFilling),
            ON_ONE_PAGE,
            "/V()",
            "/V(1)",
        ),
        set(
            "a field of a sixteenth of its page that a second page shows too",
            Refused(Annotations),
            ON_TWO_PAGES,
            "/V()",
            "/V(1)",
        ),
        set(
            "a field gets an edge as it is filled in",
            Accepted(FormFilling),
            &[(50, SECRET_TEXT)],
            "/V(100)/AP<</N 11 0 R>>",
            "/V(200)/AP<</N 9 0 R>>/BS<</S/S/W 1>>",
        ),
        set(
            "a field gets an edge that is wider than the field as it is filled in",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/V(100)/AP<</N 11 0 R>>",
            "/V(200)/AP<</N 9 0 R>>/BS<</S/S/W 900>>",
        ),
        set(
            "a field gets an edge and no other picture as it is filled in",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/V(100)",
            "/V(200)/BS<</S/S/W 1>>",
        ),
        set(
            "a box shows a state that is not its value",
            Refused(Other),
            &[(50, SMALL_BOX)],
            "/V/Off/AS/Off",
            "/V/Off/AS/Yes",
        ),
        set(
            "flags of a field written as a real number",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/Ff 8192",
            "/Ff 8192.0",
        ),
        set(
            "a field that was read-only may be filled in from now on",
            Refused(Other),
            &[(50, FIXED_TEXT)],
            "/Ff 1",
            "",
        ),
        set(
            "a field is made read-only",
            Accepted(LtaUpdate),
            &[(50, SECRET_TEXT)],
            "/Ff 8192",
            "/Ff 8193",
        ),
        set(
            "a field is not printed as it is filled in",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/F 4/T(mat)/V(100)",
            "/F 0/T(mat)/V(200)",
        ),
        set(
            "another picture for the same value in hexadecimal digits",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/V(100)/AP<</N 11 0 R>>",
            "/V<313030>/AP<</N 9 0 R>>",
        ),
        set(
            "a field below another one is filled in",
            Accepted(FormFilling),
            BELOW,
            "/V()",
            "/V(1)",
        ),
        set(
            "a field is filled in that says it stands below another one",
            Refused(Other),
            STRAY,
            "/V()",
            "/V(1)",
        ),
        set(
            "a hidden field is shown as it is filled in",
            Refused(Other),
            &[(50, HIDDEN_TEXT)],
            "/F 6/T(an)/V()",
            "/F 4/T(an)/V(1)",
        ),
        sign(
            "a hidden picture is shown by signing",
            Refused(Other),
            &[(50, HIDDEN_SIGNATURE)],
            "/F 6",
            "/F 132",
        ),
        sign(
            "signing turns a prepared picture over",
            Refused(Other),
            &[(50, TWO_LOOKS)],
            "/AS/A",
            "/AS/B",
        ),
        sign(
            "a hidden place for a signature is signed and shown",
            Accepted(FormFilling),
            &[(50, EMPTY_SIGNATURE)],
            "/F 6",
            "/F 132/AP<</N 34 0 R>>",
        ),
        sign(
            "a place for a signature is signed",
            Accepted(FormFilling),
            &[(50, OPEN_SIGNATURE)],
            "/F 4",
            "/F 132/AP<</N 34 0 R>>",
        ),
        sign(
            "a place for a signature is signed and no annotation any more",
            Refused(Other),
            &[(50, OPEN_SIGNATURE)],
            "/Type/Annot/Subtype/Widget/FT/Sig/F 4",
            "/Subtype/Widget/FT/Sig/F 132/AP<</N 34 0 R>>",
        ),
        sign(
            "a place for a signature gets another appearance than the one it had",
            Accepted(FormFilling),
            &[(50, PLACE_SIGNATURE), (51, "<</N 19 0 R>>")],
            "/AP 51 0 R",
            "/AP<</N 34 0 R>>",
        ),
        sign(
            "the appearance that a place for a signature had serves something else",
            Refused(Other),
            &[(50, PLACE_SIGNATURE), (51, "<</N 19 0 R>>"), (52, "<</Other 51 0 R>>")],
            "/AP 51 0 R",
            "/AP<</N 34 0 R>>",
        ),
        set(
            "a value in octal codes that are no bytes",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/V(100)/AP<</N 11 0 R>>",
            "/V(\\461\\460\\460)/AP<</N 34 0 R>>",
        ),
        set(
            "a field that others inherit from is filled in",
            Refused(Other),
            INHERITED,
            "/V()",
            "/V(1)",
        ),
        set(
            "a field moves with the zoom as it is filled in",
            Refused(Other),
            &[(50, SECRET_TEXT)],
            "/F 4/T(mat)/V(100)",
            "/F 28/T(mat)/V(200)",
        ),
        sign(
            "a large place for a signature gets a ground as it is signed",
            Refused(Annotations),
            &[(50, LARGE_SIGNATURE)],
            "/F 4",
            "/F 132/MK<</BG[1 1 1]>>",
        ),
        set(
            "a page tree that leads to itself",
            Refused(Other),
            &[(2, "<</Type/Pages/Count 1/Kids[3 0 R 2 0 R]>>"), (50, SECRET_TEXT)],
            "/Ff 8192",
            "/Ff 8193",
        ),
        taken_back(
            "a field was drawn by viewers, and shows its picture from now on",
            Refused(Other),
            "said",
        ),
        taken_back(
            "a field showed its value, and shows a prepared picture from now on",
            Refused(Other),
            "unsaid",
        ),
    ]
}
