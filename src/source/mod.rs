//! Where documents come from: folders now, packages and exports later. Opens nothing as a PDF.
