//! Figures rendered for people: workbook, PDF, HTML, CSV. Counts nothing a second time.
