//! Scans files and folders on disk.

use super::news::News;
use super::{Gathered, Job, unread};
use crate::project::Discovery;
use crate::scan::scan;
use crate::walk;

impl Job<'_> {
    /// Scans every file of the targets.
    pub(super) fn on_disk(&self, mut discovery: Discovery) -> Gathered {
        let (engine, values) = self.engine(&discovery);
        let walk = walk::files(&discovery.targets);
        let mut scan = self.pool.install(|| scan(&walk.files, &engine));
        scan.notifications.extend(unread(&discovery, &scan));
        discovery.notifications.extend(walk.notifications);
        Gathered {
            findings: self.served.find(&walk.files, &discovery),
            discovery,
            scan,
            values,
            news: News::Everything,
        }
    }
}
