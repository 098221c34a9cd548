//! The sheet of charts: each stands above the numbers it is drawn from, one a printed page.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType,
    Worksheet,
};

use super::{
    print_margins,
    style::Styles,
    summary::{heading, named, put},
};
use crate::{
    dataset::{AgencyFigures, Figures, RuleFigures, Validity},
    report::{
        ReportError,
        clean::shown,
        content::Content,
        grid::{Grid, Kind, Value},
        words::Words,
    },
};

/// Bars that still can be told apart.
const BARS: usize = 15;

/// Months ahead for which the end of certificates is told one by one.
const MONTHS: i32 = 12;

/// Widths that fill an A4 page upright: a name, and up to five numbers.
const WIDTHS: [f64; 6] = [36.0, 10.5, 10.5, 10.5, 10.5, 10.5];

const LAST_COLUMN: u16 = 5;

/// Size of a chart, pixels, and the rows of the usual height that it covers.
const SIZE: (u32, u32) = (640, 380);
const ROWS: u32 = 20;

const FONT: &str = "Times New Roman";

/// Colours that stay apart when printed in grey.
const GOOD: u32 = 0x0086_B07F;
const BAD: u32 = 0x009C_0006;
const DOUBT: u32 = 0x0084_97B0;
const CAUTION: u32 = 0x00D9_A441;
const ASIDE: u32 = 0x00D9_D9D9;
const DARK: u32 = 0x0044_546A;

/// A chart and its numbers.
struct Block {
    name: &'static str,
    grid: Grid,
    kind: ChartType,
    /// Column of the names of the bars.
    names: u16,
    /// Columns that are stacked, each with its colour.
    series: Vec<(u16, u32)>,
    /// Titles of the axis of names and of the axis of numbers.
    axes: (String, String),
}

/// Documents by agency, findings by rule, ends of certificates by month.
pub(super) fn sheet(content: &Content, figures: &Figures, styles: &Styles) -> Result<Worksheet, ReportError> {
    let words = &content.words;
    let mut sheet = named(content, "charts")?;
    for (place, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(place, width)?;
    }
    let mut row = heading(&mut sheet, content, styles)?;
    // The page is narrower than the title.
    sheet.merge_range(0, 0, 0, LAST_COLUMN, &content.printed.subject, &styles.wrapped_title)?;
    sheet.set_row_height(0, 38)?;
    let blocks = [
        agencies(figures, words)?,
        rules(content, figures, words)?,
        expiry(figures, words)?,
    ];
    let mut breaks = Vec::new();
    for block in &blocks {
        if block.grid.rows.is_empty() {
            sheet.write_string_with_format(row, 0, &block.grid.caption, &styles.caption)?;
            sheet.write_string_with_format(row + 1, 0, words.get("charts", "empty")?, &styles.note)?;
            row += 3;
        } else {
            let top = row + ROWS;
            let end = put(&mut sheet, top, block.name, &block.grid, styles, &WIDTHS)?;
            let chart = drawn(block, words.get("sheet", "charts")?, top);
            sheet.insert_chart_with_offset(row, 0, &chart, 2, 4)?;
            row = end + 1;
            breaks.push(row);
        }
    }
    // Behind the last one no page follows.
    breaks.pop();
    sheet.set_page_breaks(&breaks)?;
    sheet.set_print_area(0, 0, row, LAST_COLUMN)?;
    print_margins(&mut sheet, content)?;
    // Breaks between the charts count only where the page isn't fitted to a number of sheets.
    sheet.set_portrait().set_print_scale(95);
    Ok(sheet)
}

/// The chart over the rows of a table whose header stands in this row.
fn drawn(block: &Block, sheet: &str, header: u32) -> Chart {
    let grid = &block.grid;
    let (first, last) = (
        header + 1,
        header + u32::try_from(grid.rows.len()).unwrap_or(u32::MAX - header),
    );
    let mut chart = Chart::new(block.kind);
    for &(column, color) in &block.series {
        chart
            .add_series()
            .set_name((sheet, header, column))
            .set_categories((sheet, first, block.names, last, block.names))
            .set_values((sheet, first, column, last, column))
            .set_gap(60)
            .set_format(
                ChartFormat::new()
                    .set_solid_fill(ChartSolidFill::new().set_color(color))
                    .set_border(ChartLine::new().set_color(0x0059_5959).set_width(0.5)),
            );
    }
    let font = |size: f64, bold: bool| {
        let mut font = ChartFont::new();
        font.set_name(FONT).set_size(size);
        if bold {
            font.set_bold();
        } else {
            font.unset_bold();
        }
        font
    };
    chart.set_width(SIZE.0).set_height(SIZE.1).set_alt_text(&grid.caption);
    chart.title().set_name(&grid.caption).set_font(&font(13.0, true));
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font(11.0, false));
    if block.series.len() < 2 {
        chart.legend().set_hidden();
    }
    let tallest = grid
        .rows
        .iter()
        .map(|row| stacked(row, &block.series))
        .max()
        .unwrap_or(0);
    // The axes are named as they lie on the page: of lying bars the names stand on the upright one.
    let lying = block.kind == ChartType::BarStacked;
    let names = if lying { chart.y_axis() } else { chart.x_axis() };
    names
        .set_name(&block.axes.0)
        .set_name_font(&font(11.0, false))
        .set_font(&font(10.0, false))
        .set_major_gridlines(false);
    if lying {
        // The first row on top, as in the table.
        names.set_reverse();
    }
    let numbers = if lying { chart.x_axis() } else { chart.y_axis() };
    numbers
        .set_name(&block.axes.1)
        .set_name_font(&font(11.0, false))
        .set_font(&font(10.0, false))
        .set_num_format("#,##0")
        .set_min(0)
        .set_major_gridlines(true)
        .set_major_gridlines_line(ChartLine::new().set_color(0x00D9_D9D9).set_width(0.5));
    // No half documents between the marks.
    if tallest <= 10 {
        numbers
            .set_major_unit(1)
            .set_max(u32::try_from(tallest.max(1)).unwrap_or(1));
    }
    if lying {
        // Below, although the names begin above.
        numbers.set_label_position(ChartAxisLabelPosition::High);
    }
    chart
}

/// The length of a bar.
fn stacked(row: &[Value], series: &[(u16, u32)]) -> u64 {
    let numbers = series
        .iter()
        .filter_map(|(column, _)| match row.get(usize::from(*column)) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        });
    numbers.sum()
}

fn agencies(figures: &Figures, words: &Words) -> Result<Block, ReportError> {
    let section = "chart_agencies";
    let mut grid = Grid::new(words, section)?.columns(
        words,
        section,
        &[
            ("agency", Kind::Text, 0.0),
            ("passed", Kind::Sum, 0.0),
            ("failed", Kind::Sum, 0.0),
            ("indeterminate", Kind::Sum, 0.0),
            ("not_judged", Kind::Sum, 0.0),
        ],
    )?;
    let mut rows: Vec<&AgencyFigures> = figures.agencies.iter().collect();
    if rows.len() > BARS {
        // Stable: equals stay in alphabetical order.
        rows.sort_by_key(|row| std::cmp::Reverse((row.conclusions.failed, row.conclusions.indeterminate)));
        rows.truncate(BARS);
        grid.caption = words.fill(section, "most", &[("number", &BARS.to_string())])?;
    }
    for row in rows {
        let name = match &row.agency {
            Some(agency) => shown(agency).into_owned(),
            None => words.get("report", "unknown_agency")?.to_owned(),
        };
        let of = row.conclusions;
        grid.rows.push(vec![
            Value::Text(name),
            Value::Number(of.passed),
            Value::Number(of.failed),
            Value::Number(of.indeterminate),
            Value::Number(of.not_judged),
        ]);
    }
    Ok(Block {
        name: section,
        axes: axes(words, section)?,
        grid,
        kind: ChartType::BarStacked,
        names: 0,
        series: vec![(1, GOOD), (2, BAD), (3, DOUBT), (4, ASIDE)],
    })
}

/// The rules that were not met or could not be decided, those that most often failed first.
fn rules(content: &Content, figures: &Figures, words: &Words) -> Result<Block, ReportError> {
    let section = "chart_rules";
    let mut grid = Grid::new(words, section)?.columns(
        words,
        section,
        &[
            ("title", Kind::Text, 0.0),
            ("rule", Kind::Text, 0.0),
            ("failed", Kind::Sum, 0.0),
            ("warning", Kind::Sum, 0.0),
            ("indeterminate", Kind::Sum, 0.0),
        ],
    )?;
    let weight = |row: &RuleFigures| (row.failed, row.warning, row.indeterminate);
    let mut rows: Vec<&RuleFigures> = figures.rules.iter().filter(|row| weight(row) != (0, 0, 0)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(weight(row)));
    if rows.len() > BARS {
        rows.truncate(BARS);
        grid.caption = words.fill(section, "most", &[("number", &BARS.to_string())])?;
    }
    for row in rows {
        let code = Value::Text(shown(&row.rule).into_owned());
        let mut titles = content
            .tables
            .rules
            .rows
            .iter()
            .filter(|known| known.first() == Some(&code));
        grid.rows.push(vec![
            titles
                .next()
                .and_then(|known| known.get(1))
                .cloned()
                .unwrap_or(Value::Nothing),
            code,
            Value::Number(row.failed),
            Value::Number(row.warning),
            Value::Number(row.indeterminate),
        ]);
    }
    Ok(Block {
        name: section,
        axes: axes(words, section)?,
        grid,
        kind: ChartType::ColumnStacked,
        names: 1,
        series: vec![(2, BAD), (3, CAUTION), (4, DOUBT)],
    })
}

/// Certificates by the month in which they end: ended ones, twelve months, and all that is later.
fn expiry(figures: &Figures, words: &Words) -> Result<Block, ReportError> {
    let section = "chart_expiry";
    let list = &figures.certificates.list;
    let mut kinds: Vec<&str> = figures
        .certificates
        .groups
        .iter()
        .map(|group| group.kind.as_str())
        .collect();
    kinds.dedup();
    kinds.retain(|kind| list.iter().any(|row| row.kind == *kind));
    let mut grid = Grid::new(words, section)?.column(words, section, "month", Kind::Text, 0.0)?;
    for kind in &kinds {
        grid = grid.labelled(kind, words.get("kind", kind)?, Kind::Sum, 0.0);
    }
    let month = |day: jiff::civil::Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let written = |month: i32| format!("{:02}/{}", month.rem_euclid(12) + 1, month.div_euclid(12));
    let now = month(figures.as_of.day_in_vietnam());
    // 0: ended; 1 to 12: the month of the audit and those behind it; 13: later; 14: not known.
    let place = |row: &crate::dataset::CertificateRow| match row.not_after {
        None => MONTHS + 2,
        Some(_) if row.validity == Validity::Expired => 0,
        Some(end) => (month(end.day_in_vietnam()) - now + 1).clamp(1, MONTHS + 1),
    };
    if !list.is_empty() {
        for bucket in 0..=MONTHS + 2 {
            let label = match bucket {
                0 => words.get(section, "ended")?.to_owned(),
                later if later == MONTHS + 1 => {
                    words.fill(section, "later", &[("month", &written(now + MONTHS - 1))])?
                }
                unknown if unknown == MONTHS + 2 => words.get(section, "unknown")?.to_owned(),
                bucket => written(now + bucket - 1),
            };
            let mut row = vec![Value::Text(label)];
            let number = |kind: &str| {
                let rows = list.iter().filter(|row| row.kind == kind && place(row) == bucket);
                Value::Number(rows.count() as u64)
            };
            row.extend(kinds.iter().map(|kind| number(kind)));
            // A row for unreadable dates is only shown when there is one.
            if bucket <= MONTHS + 1 || list.iter().any(|row| place(row) == bucket) {
                grid.rows.push(row);
            }
        }
    }
    let colors = [DARK, DOUBT, CAUTION, ASIDE];
    Ok(Block {
        name: section,
        axes: axes(words, section)?,
        grid: grid.with_total(words.get("report", "total")?),
        kind: ChartType::ColumnStacked,
        names: 0,
        series: (1..).zip(colors).take(kinds.len()).collect(),
    })
}

fn axes(words: &Words, section: &str) -> Result<(String, String), ReportError> {
    Ok((
        words.get(section, "names")?.to_owned(),
        words.get(section, "numbers")?.to_owned(),
    ))
}
