//! PDFs written by hand, with known placement.

use std::{fmt::Write as _, io::Write as _};

/// A file under construction; object N is `objects[N - 1]`.
#[derive(Default)]
pub(super) struct Made {
    objects: Vec<Vec<u8>>,
    catalog: String,
    pages: Vec<usize>,
}

impl Made {
    pub(super) fn add(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        self.objects.len()
    }

    pub(super) fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let mut body = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.add(body)
    }

    /// The same, deflated.
    pub(super) fn deflated(&mut self, entries: &str, data: &[u8]) -> usize {
        self.stream(&format!("{entries}/Filter/FlateDecode"), &deflate(data))
    }

    /// A page with this content; `entries` go into its dictionary (its /MediaBox too, where it is not A4).
    pub(super) fn page(&mut self, entries: &str, resources: &str, content: &str) -> usize {
        let contents = self.stream("", content.as_bytes());
        let media = if entries.contains("/MediaBox") {
            ""
        } else {
            "/MediaBox[0 0 595.276 841.89]"
        };
        let page = self.add(format!(
            "<</Type/Page/Parent 999 0 R{media}{entries}/Resources<<{resources}>>/Contents {contents} 0 R>>"
        ));
        self.pages.push(page);
        page
    }

    /// An entry of the catalog.
    pub(super) fn catalog(&mut self, entry: &str) {
        self.catalog.push_str(entry);
    }

    /// The number that the next object gets.
    pub(super) fn next(&self) -> usize {
        self.objects.len() + 1
    }

    /// Changes one place of an object.
    pub(super) fn replace(&mut self, object: usize, from: &str, to: &str) {
        let text = String::from_utf8(self.objects[object - 1].clone()).unwrap();
        assert!(text.contains(from));
        self.objects[object - 1] = text.replacen(from, to, 1).into_bytes();
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let pages = self.next();
        for page in &self.pages {
            let text = self.objects[page - 1].clone();
            let text = String::from_utf8(text)
                .unwrap()
                .replace("999 0 R", &format!("{pages} 0 R"));
            self.objects[page - 1] = text.into_bytes();
        }
        let kids: String = self.pages.iter().fold(String::new(), |mut kids, page| {
            write!(kids, "{page} 0 R ").unwrap();
            kids
        });
        self.add(format!("<</Type/Pages/Count {}/Kids[{kids}]>>", self.pages.len()));
        let root = self.add(format!("<</Type/Catalog/Pages {pages} 0 R{}>>", self.catalog));
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (index, body) in self.objects.iter().enumerate() {
            writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
            bytes.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let start = bytes.len();
        bytes.extend_from_slice(table.as_bytes());
        let size = self.objects.len() + 1;
        write!(
            bytes,
            "trailer\n<</Size {size}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n"
        )
        .unwrap();
        bytes
    }
}

pub(super) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub(super) const TIMES: &str = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>";

/// One page with this content, with Times as /F.
pub(super) fn one_page(content: &str) -> Vec<u8> {
    let mut made = Made::default();
    made.page("", &format!("/Font<</F {TIMES}>>"), content);
    made.finish()
}

/// A signature field with a widget on the page that was added last; `rect` in user space.
pub(super) fn signature(made: &mut Made, rect: [f64; 4], flags: u32, appearance: usize) {
    let value = made
        .add("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 10]/Contents<00>>>");
    let page = *made.pages.last().unwrap();
    let [x0, y0, x1, y1] = rect;
    let widget = made.add(format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F {flags}/P {page} 0 R/V {value} 0 R\
         /Rect[{x0} {y0} {x1} {y1}]/AP<</N {appearance} 0 R>>>>"
    ));
    let text = String::from_utf8(made.objects[page - 1].clone()).unwrap();
    made.objects[page - 1] = text.replacen("<<", &format!("<</Annots[{widget} 0 R]"), 1).into_bytes();
    made.catalog(&format!("/AcroForm<</Fields[{widget} 0 R]/SigFlags 3>>"));
}
