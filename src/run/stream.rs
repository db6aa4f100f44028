//! Scans one stream, as the file it is said to be.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::news::News;
use super::{Gathered, Job, Sought, unread};
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
        let path = discovery.targets[0].clone();
        let sought = self.sought(&discovery);
        self.progress.plan(1);
        let file = || self.file(&path, source, discovery, &sought);
        let mut gathered = self.pool.install(file);
        let unread = unread(&gathered.discovery, &gathered.scan);
        gathered.scan.notifications.extend(unread);
        Ok(gathered)
    }

    /// Scans bytes as the file at `path`.
    pub(super) fn file(
        &self,
        path: &Path,
        source: Source,
        discovery: Discovery,
        sought: &Sought,
    ) -> Gathered {
        let rule = self.served.rule_of(path, || source.head());
        let served = rule.map(|rule| (rule, path.to_path_buf()));
        let mut scan = scan_source(path, source, &sought.engine);
        scan.sort();
        Gathered {
            findings: self.served.findings(served, &discovery),
            discovery,
            scan,
            values: Arc::clone(&sought.values),
            news: News::Everything,
        }
    }
}
