//! Scans one stream, as the file it is said to be.

use std::io::Read;
use std::path::Path;

use super::news::News;
use super::{Gathered, Job, unread};
use crate::error::Error;
use crate::project::Discovery;
use crate::scan::{Source, scan_source};

impl Job<'_> {
    /// Scans what `stream` gives as the file at `path`.
    pub(super) fn stream(&self, path: &Path, stream: &mut dyn Read) -> Result<Gathered, Error> {
        let source = Source::take(stream).map_err(|source| Error::Read {
            path: path.to_path_buf(),
            source,
        })?;
        let discovery = Discovery::of_file(path);
        let path = &discovery.targets[0];
        let rule = self.served.rule_of(path, || source.head());
        let (engine, values) = self.engine(&discovery);
        let mut scan = self.pool.install(|| scan_source(path, source, &engine));
        scan.sort();
        scan.notifications.extend(unread(&discovery, &scan));
        let served = rule.map(|rule| (rule, path.clone()));
        Ok(Gathered {
            findings: self.served.findings(served, &discovery),
            discovery,
            scan,
            values,
            news: News::Everything,
        })
    }
}
