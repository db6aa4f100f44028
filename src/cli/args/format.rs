//! `--format FORMAT[=FILE]`.

use std::path::PathBuf;
use std::str::FromStr;

use spillcheck::report::Format;

use crate::cli::nearest::nearest;

/// A format, and the file it is written to where one was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct FormatArg {
    pub(in crate::cli) format: Format,
    pub(in crate::cli) file: Option<PathBuf>,
}

impl FromStr for FormatArg {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (name, file) = match typed.split_once('=') {
            Some((_, "")) => return Err("no file behind the `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (typed, None),
        };
        let names = Format::ALL.map(Format::name);
        let format = Format::ALL.into_iter().find(|it| it.name() == name);
        let format = format.ok_or_else(|| match nearest(name, names.into_iter()) {
            Some(meant) => format!("no such format; did you mean `{meant}`?"),
            None => format!("no such format; there are {}", names.join(", ")),
        })?;
        Ok(Self { format, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_name_its_file() {
        let sarif = "sarif=out/a=b.sarif".parse::<FormatArg>().unwrap();
        assert_eq!(sarif.format, Format::Sarif);
        assert_eq!(sarif.file, Some("out/a=b.sarif".into()));
        assert_eq!("json".parse::<FormatArg>().unwrap().file, None);
        assert!("json=".parse::<FormatArg>().is_err());
        let typo = "sarf".parse::<FormatArg>().unwrap_err();
        assert!(typo.contains("did you mean `sarif`"));
    }
}
