//! Rules and report templates travel inside the program: a new file among them is a reason to compile again, which
//! the macro that embeds them can't say by itself.

fn main() {
    for folder in ["rules", "report-templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
