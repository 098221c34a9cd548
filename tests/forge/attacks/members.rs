//! Objects in object streams, and numbers that programs keep differently; and beside each what is honest.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::{
    super::bench::object_stream, Accepted, Bench, Case, FormFilling, LtaUpdate, Other, Refused, Setup, Unknown,
    Verdict, case, certified, stream,
};

/// The field "so tien", filled in.
fn filled(bench: &Bench) -> String {
    bench.file.text(10).replace("/V(100)", "/V(250)")
}

/// An update whose object 40 is this, with the field as its first member and what else it lists.
fn by_stream(
    name: &'static str,
    verdict: Verdict,
    make: impl FnOnce(&Bench) -> Vec<u8>,
    also: &[(u32, u16)],
) -> Case {
    let mut bench = Bench::new(&Setup::default());
    let container = make(&bench);
    bench.update_by_stream(&[(40, container)], &[&[(10, 0)], also].concat());
    case(name, verdict, bench.file.bytes)
}

/// The field in an object stream that is deflated with this predictor over rows of a byte.
fn predicted(bench: &Bench, predictor: u8) -> Vec<u8> {
    let (list, field) = ("10 0 ", filled(bench));
    let mut deflated = ZlibEncoder::new(Vec::new(), Compression::default());
    for byte in [list, &field].concat().bytes() {
        deflated.write_all(&[0, byte]).unwrap();
    }
    let dictionary = format!(
        "/Type/ObjStm/N 1/First {}/Filter/FlateDecode/DecodeParms<</Predictor {predictor}/Columns 1>>",
        list.len()
    );
    stream(&dictionary, &deflated.finish().unwrap())
}

/// A form that was signed with an object stream, whose members are so listed; the field is filled in.
fn signed_with_stream(name: &'static str, verdict: Verdict, members: &[(u32, &str)], listed: &[(u32, u16)]) -> Case {
    let container = object_stream("", members);
    let mut bench = Bench::prepared(&Setup::default(), |bench| {
        bench.update_by_stream(&[(40, container)], listed);
    });
    let field = filled(&bench);
    bench.update_by_stream(&[(10, field.into_bytes())], &[]);
    case(name, verdict, bench.file.bytes)
}

/// A form whose catalog leads to a number; the update writes the object again with another one.
fn rewritten(name: &'static str, verdict: Verdict, packed: bool, before: &str, after: &str) -> Case {
    let setup = Setup {
        catalog: "/Extra 50 0 R",
        ..Setup::default()
    };
    let body = |number: &str| format!("<</Matrix[1 0 0 {number} 0 0]>>");
    let mut bench = Bench::prepared(&setup, |bench| {
        let object = body(before);
        if packed {
            bench.update_by_stream(&[(40, object_stream("", &[(50, &object)]))], &[(50, 0)]);
        } else {
            bench.update_by_stream(&[(50, object.into_bytes())], &[]);
        }
    });
    bench.update_by_stream(&[(50, body(after).into_bytes())], &[]);
    case(name, verdict, bench.file.bytes)
}

/// Object streams of an update, and of the signed revision.
pub fn members() -> Vec<Case> {
    let page = |bench: &Bench| bench.file.text(3).replace("/Contents 4 0 R", "/Contents 22 0 R");
    vec![
        by_stream(
            "an object stream with a predictor",
            Accepted(FormFilling),
            |bench| predicted(bench, 12),
            &[],
        ),
        by_stream(
            "an object stream with a predictor that is none",
            Refused(Other),
            |bench| predicted(bench, 16),
            &[],
        ),
        by_stream(
            "an object stream with a member inside another",
            Refused(Other),
            |bench| {
                let field = filled(bench).replace("/V(250)", &format!("/V({})", page(bench)));
                let list = format!("10 0 3 {} ", field.find("<</Type/Page").unwrap());
                let dictionary = format!("/Type/ObjStm/N 2/First {}", list.len());
                stream(&dictionary, (list + &field).as_bytes())
            },
            &[(3, 1)],
        ),
        by_stream(
            "an object stream with a gap before its members",
            Refused(Other),
            |bench| {
                let (list, gap) = ("10 9 ", "<</A 1>> ");
                let dictionary = format!("/Type/ObjStm/N 1/First {}", list.len());
                stream(&dictionary, [list, gap, &filled(bench)].concat().as_bytes())
            },
            &[],
        ),
        by_stream(
            "an object stream that ends with more than its members",
            Refused(Other),
            |bench| {
                let (list, rest) = ("10 0 ", " <</A 1>>");
                let dictionary = format!("/Type/ObjStm/N 1/First {}", list.len());
                stream(&dictionary, [list, &filled(bench), rest].concat().as_bytes())
            },
            &[],
        ),
        signed_with_stream(
            "signed with an object stream",
            Accepted(FormFilling),
            &[(50, "<</A 1>>"), (51, "<</A 2>>")],
            &[(50, 0), (51, 1)],
        ),
        signed_with_stream(
            "signed with an object stream that has a member which no entry lists",
            Unknown,
            &[(50, "<</A 1>>"), (51, "<</A 2>>")],
            &[(50, 0)],
        ),
        signed_with_stream(
            "signed with an object stream whose members stand elsewhere than listed",
            Unknown,
            &[(50, "<</A 1>>"), (51, "<</A 2>>")],
            &[(50, 1), (51, 0)],
        ),
    ]
}

/// Numbers that an update writes again.
pub fn numbers() -> Vec<Case> {
    let tiny = |digits: &str| format!("0.{}{digits}", "0".repeat(44));
    let page_box = |name, verdict, to: &'static str| {
        certified(name, verdict, Setup::default(), |bench: &mut Bench| {
            let page = bench.file.text(3).replace("[0 0 595 842]", to);
            bench.file.update(&[(3, page.into_bytes())]);
        })
    };
    vec![
        rewritten("a number with other zeros", Accepted(LtaUpdate), false, "0.5", "0.50"),
        rewritten(
            "a number in an object stream, written again",
            Accepted(LtaUpdate),
            true,
            "0.5",
            "+.5",
        ),
        rewritten(
            "a number with more digits than some programs keep",
            Refused(Other),
            false,
            "0.5",
            "0.5000000001",
        ),
        rewritten(
            "such a number in an object stream",
            Refused(Other),
            true,
            "0.5",
            "0.5000000001",
        ),
        rewritten(
            "a number that is almost nothing",
            Refused(Other),
            false,
            &tiny("12"),
            &tiny("13"),
        ),
        rewritten(
            "a number that is nothing to some programs",
            Refused(Other),
            true,
            "0.0",
            &tiny("000001"),
        ),
        page_box(
            "a page's box with a whole number that ends with zeros",
            Accepted(LtaUpdate),
            "[0 0 595.00 842]",
        ),
        page_box(
            "a page's box that is almost what it was",
            Refused(Other),
            "[0 0 595.000001 842]",
        ),
    ]
}
